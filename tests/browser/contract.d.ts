// Types over those that are made from the OpenAPI document: what an operation takes and answers.

import type { components, paths } from "moderato/api";

type Json<T> = T extends { content: infer C } ? C[keyof C & "application/json"] : undefined;
type Operation<P extends keyof paths, M> = M extends keyof paths[P] ? NonNullable<paths[P][M]> : never;
type Ok<R> =
  R extends Record<number, unknown>
    ? Json<R[200 & keyof R]> | Json<R[201 & keyof R]> | (204 extends keyof R ? undefined : never)
    : never;

/** The body of a successful answer. */
export type Answer<P extends keyof paths, M> =
  Operation<P, M> extends { responses: infer R }
    ? Exclude<Ok<R>, undefined> | (204 extends keyof R ? undefined : never)
    : never;
export type BodyOf<P extends keyof paths, M> =
  Operation<P, M> extends { requestBody?: infer B } ? Json<NonNullable<B>> : never;
export type PathOf<P extends keyof paths, M> = Operation<P, M> extends { parameters: { path: infer V } } ? V : never;
export type QueryOf<P extends keyof paths, M> =
  Operation<P, M> extends { parameters: { query?: infer Q } } ? { [K in keyof Q]?: Q[K] | "" | null } : never;

type Schemas = components["schemas"];
export type Article = Schemas["Article"];
export type Moderator = Schemas["Moderator"];
export type Session = Schemas["Page_Session"]["items"][number];
export type Problem = Schemas["Problem"];
export type Policy = Schemas["PolicyDocument"];
export type PolicyVersion = Schemas["Page_PolicyVersion"]["items"][number];
export type QueuedComment = Schemas["QueuedComment"];
export type ModeratedComment = Schemas["ModeratedComment"];
export type CommentDetail = Schemas["ModeratedCommentDetail"];
export type DuplicateGroup = Schemas["DuplicateGroup"];
export type GroupMember = Schemas["GroupMember"];
export type Duplicate = Schemas["DuplicateView"];
export type Finding = Schemas["FindingView"];
export type Decision = Schemas["DecisionView"];
export type DecisionAction = Schemas["DecisionAction"];
export type DiffSpan = Schemas["DiffSpan"];
export type QueueEvent = Schemas["QueueEvent"];
export type Site = Schemas["Site"];
export type Statistics = Schemas["Statistics"];
export type AuditEntry = Schemas["AuditEntry"];

// What all pages of the console share: the API client, the session, the settings, and errors in words.

import { Api, Refused, SignedOut, Unreachable } from "../shared/api.js";
import { keep, readKept, Store } from "../shared/store.js";
import { strings } from "./strings.js";

/** @import {Moderator} from "moderato/contract" */

/**
 * `starting` until it is known whether there is a session, `change` while nothing but a new password is possible,
 * `ended` when the session ended under a page that stays as it is.
 * @typedef {"starting" | "out" | "change" | "in" | "ended"} SessionPhase
 */

/** @type {Store<{phase: SessionPhase, me: Moderator | null, failure: unknown}>} */
export const session = new Store({ phase: "starting", me: null, failure: null });

export const api = new Api({ onSignedOut: () => ended() });

/** Other tabs of this browser: they share the cookie, so they sign in and out together. */
const tabs = new BroadcastChannel("moderato.session");

tabs.addEventListener("message", ({ data }) => {
  if (data === "out") forget();
  if (data === "in" && session.state.phase !== "in") void resume();
});

/** Takes up the session of the cookie, if there is one. */
export async function resume() {
  try {
    if (!readKept("signed_in", false)) session.set({ phase: "out" });
    else if (await api.renew()) await enter();
    else session.set({ phase: session.state.me ? "ended" : "out" });
  } catch (failure) {
    session.set({ failure });
  }
}

/** @param {string} email @param {string} password */
export async function signIn(email, password) {
  await api.signIn(email, password);
  keep("signed_in", true);
  await enter();
  tabs.postMessage("in");
}

export async function signOut() {
  await api.signOut();
  keep("signed_in", null);
  tabs.postMessage("out");
  session.set({ phase: "out", me: null });
}

/** Reads who is signed in, after what may have changed it. */
export async function enter() {
  const me = await api.send("get", "/v1/auth/me");
  session.set({ phase: me.password_change_required ? "change" : "in", me, failure: null });
}

function ended() {
  session.set({ phase: "ended" });
}

function forget() {
  api.forget();
  if (session.state.me) ended();
  else session.set({ phase: "out" });
}

export const isAdmin = () => session.state.me?.role === "admin";

/**
 * Does something that needs the session. If it has ended, waits until the person has signed in again, then goes on.
 * @template T
 * @param {() => Promise<T>} act
 * @returns {Promise<T>}
 */
export async function withSession(act) {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof SignedOut)) throw error;
    await signedInAgain();
    return act();
  }
}

/** @returns {Promise<void>} */
function signedInAgain() {
  return new Promise((resolve) => {
    const unfollow = session.follow(() => {
      if (session.state.phase !== "in") return;
      unfollow();
      resolve();
    });
  });
}

/** A failure in words: what happened and what to do. @param {unknown} failure */
export function inWords(failure) {
  if (failure instanceof Unreachable) return navigator.onLine ? strings.errors.unreachable : strings.errors.offline;
  if (failure instanceof SignedOut) return strings.errors.signedOut;
  if (!(failure instanceof Refused)) return strings.errors.unexpected(String(failure));
  if (failure.status === 403 && failure.code === "forbidden") return strings.errors.forbidden;
  if (failure.code === "rate_limited") return strings.errors.rateLimited(failure.retryAfter);
  if (failure.status === 503) return strings.errors.unavailable;
  if (failure.status >= 500) return strings.errors.failed(failure.problem.request_id);
  return failure.message;
}

/** A key that makes the repeat of a request harmless. */
export const onceKey = () => crypto.randomUUID();

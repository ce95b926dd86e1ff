// The fields of a policy as the API describes them: type, limits and default, so that a new field needs no new page.

import { policyStrings } from "./strings_reference.js";

/** @typedef {{type?: string, enum?: string[], default?: unknown, minimum?: number, maximum?: number, description?: string, items?: unknown, properties?: Record<string, Schema>, allOf?: Schema[], $ref?: string}} Schema */
/** @typedef {{path: string[], name: string, meaning: string, unit: string, type: "choice" | "number" | "text" | "list" | "flag", values: [string, string][], fallback: unknown, minimum?: number, maximum?: number, step: string}} PolicyField */

/** How a value of each JSON type is edited. @type {Record<string, PolicyField["type"]>} */
const TYPES = { boolean: "flag", array: "list", integer: "number", number: "number" };

/** @param {{components: {schemas: Record<string, Schema>}}} contract @returns {PolicyField[]} */
export function readFields(contract) {
  const { schemas } = contract.components;
  const order = Object.keys(policyStrings);
  const place = (/** @type {PolicyField} */ field) =>
    order.indexOf(/** @type {string} */ (field.path.at(-1))) + 1 || order.length + 1;
  return flatten(schemas, schemas.PolicyDocument, []).sort((a, b) => place(a) - place(b));
}

/** @param {Record<string, Schema>} schemas @param {Schema} schema @returns {Schema} */
function resolve(schemas, schema) {
  const named = schema.$ref ? schemas[schema.$ref.split("/").at(-1) ?? ""] : {};
  const parts = (schema.allOf ?? []).map((part) => resolve(schemas, part));
  return Object.assign(
    {},
    ...parts,
    named,
    schema,
    parts.some(({ properties }) => properties)
      ? { properties: Object.assign({}, ...parts.map(({ properties }) => properties ?? {})) }
      : {},
  );
}

/** @param {Record<string, Schema>} schemas @param {Schema} schema @param {string[]} path @returns {PolicyField[]} */
function flatten(schemas, schema, path) {
  return Object.entries(resolve(schemas, schema).properties ?? {}).flatMap(([name, raw]) => {
    const member = resolve(schemas, raw);
    if (path.length === 0 && name === "version") return [];
    return member.properties ? flatten(schemas, member, [...path, name]) : [toField([...path, name], member)];
  });
}

/** @param {string[]} path @param {Schema} schema @returns {PolicyField} */
function toField(path, schema) {
  const key = /** @type {string} */ (path.at(-1));
  const words = Reflect.get(policyStrings, key) ?? {};
  const values = words.values ?? {};
  const type = schema.enum ? "choice" : (TYPES[schema.type ?? ""] ?? "text");
  const shown = type === "flag" ? ["true", "false"] : (schema.enum ?? []);
  return {
    path,
    name: words.name ?? key.replaceAll("_", " "),
    meaning: words.meaning ?? schema.description ?? "",
    unit: words.unit ?? "",
    type,
    values: shown.map((value) => [value, values[value] ?? value.replaceAll("_", " ")]),
    fallback: schema.default ?? (type === "list" ? [] : undefined),
    minimum: schema.minimum,
    maximum: schema.maximum,
    step: schema.type === "number" ? "any" : "1",
  };
}

/** The pointer of a field in a problem document. @param {PolicyField} field */
export const pointerOf = ({ path }) => `/${path.join("/")}`;

/** The field that a pointer names. @param {PolicyField[]} fields @param {string} pointer */
export const fieldOf = (fields, pointer) => fields.find((field) => pointerOf(field) === pointer);

/** @param {Record<string, any>} policy @param {PolicyField} field */
export const fieldValue = (policy, { path, fallback }) =>
  path.reduce((value, name) => value?.[name], /** @type {any} */ (policy)) ?? fallback;

/** The policy with another value. @param {Record<string, any>} policy @param {PolicyField} field @param {unknown} value */
export function withValue(policy, { path: [name, ...rest] }, value) {
  if (rest.length === 0) return { ...policy, [name]: value };
  return { ...policy, [name]: { ...policy[name], [rest[0]]: value } };
}

/** @param {unknown} a @param {unknown} b */
export const isSame = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** A value in words. @param {PolicyField} field @param {any} value @param {string} none */
export function valueWords({ type, values, unit }, value, none) {
  if (type === "list") return Array.isArray(value) && value.length ? value.join(", ") : none;
  const words = values.find(([name]) => name === String(value))?.[1] ?? String(value ?? none);
  return unit ? `${words} ${unit}` : words;
}

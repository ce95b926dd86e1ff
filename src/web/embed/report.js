// Reporting a comment to the moderators. Loaded when somebody does it.

import { make, makeButton } from "./dom.js";

const REASONS = ["spam", "abuse", "off_topic", "illegal", "other"];

/** @param {any} thread @param {any} entry */
export function openReport(thread, entry) {
  if (entry.reporting?.isConnected) return entry.reporting.querySelector("input")?.focus();
  const { say } = thread;
  const { id } = entry.comment;

  const choices = REASONS.map((reason) =>
    make(
      "label",
      { class: "choice" },
      make("input", { type: "radio", name: "reason", value: reason, required: true }),
      say(reason),
    ),
  );
  const title = make("legend", {}, say("reportTitle"));
  const help = make("span", { class: "help" }, ` (${say("detailHelp")})`);
  const detail = make("textarea", { rows: 2, dir: "auto", part: "field", id: `detail-${id}` });
  const alert = make("p", { class: "wrong", role: "alert" });
  const send = make("button", { type: "submit", class: "frame primary", part: "button send" }, say("send"));
  const cancel = makeButton(say("cancel"), () => close());
  const form = make(
    "form",
    { part: "form" },
    ...[make("fieldset", {}, title, ...choices), make("label", { for: detail.id }, say("detail"), help), detail, alert],
    make("div", { class: "row" }, send, cancel),
  );
  entry.reporting = form;
  form.noValidate = true;
  entry.article.after(form);
  choices[0].querySelector("input").focus();

  const close = () => {
    form.remove();
    entry.focus();
  };
  form.addEventListener("submit", async (/** @type {Event} */ event) => {
    event.preventDefault();
    const reason = new FormData(form).get("reason");
    if (!reason) {
      alert.textContent = say("choose");
      return choices[0].querySelector("input").focus();
    }
    await thread.attempt(send, async () => {
      await thread.api(`v1/comments/${id}/reports`, { body: { reason, detail: detail.value.trim() || null } });
      close();
      thread.tell(say("reported"));
    });
  });
}

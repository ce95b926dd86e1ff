// How many comments wait in all, for the head and for the place of a comment in the queue.

import { Store } from "../shared/store.js";
import { api } from "./service.js";

/** @import {Queue} from "./queue.js" */

/** Milliseconds between two counts while the queue changes. */
const REST = 15_000;
/** One span of the statistics is read beside the count. */
const SPAN = 3_600_000;

/** The comments that wait on the site of the queue's filters; null until they are counted. @type {Store<{comments: number | null, isCut: boolean}>} */
export const waiting = new Store({ comments: /** @type {number | null} */ (null), isCut: false });

/** Counts what waits, and again while comments come and go, until the signal. @param {Queue} queue @param {AbortSignal} signal */
export function countWaiting(queue, signal) {
  let counted = "";
  let isResting = false;

  const count = async () => {
    const { filters, entries, arrived, phase } = queue.state;
    const now = `${filters.site} ${entries.length} ${arrived.length}`;
    if (isResting || signal.aborted || phase !== "ready" || now === counted) return;

    isResting = true;
    counted = now;
    try {
      const query = {
        site: filters.site || undefined,
        from: new Date(Date.now() - SPAN).toISOString(),
        bucket: /** @type {const} */ ("hour"),
      };
      const { backlog } = await api.send("get", "/v1/admin/stats", { query });
      waiting.set({ comments: backlog.comments, isCut: backlog.is_cut });
    } catch {
      // The list itself says what is wrong with the service; without a count it only says less.
      waiting.set({ comments: null });
    }
    setTimeout(() => {
      isResting = false;
      void count();
    }, REST);
  };

  signal.addEventListener("abort", queue.follow(count));
  void count();
}

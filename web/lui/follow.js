// SPDX-License-Identifier: Apache-2.0
// The request under way, as the program tells it: a page that is loaded anew begins with all that was said.
import { ApiError, get } from "./api.js";

const AGAIN_AFTER = 2000; // milliseconds, when the program did not answer

export const current = { request: null, events: [], last: 0, lost: false };

let tell = () => {};
let running = false;

function take({ request = null, events, last }) {
	if (request?.id !== current.request?.id)
		current.events = [];
	for (const event of events) {
		// The count of octets that came last takes the place of the one before.
		if (octets(event) && octets(current.events.at(-1)))
			current.events.pop();
		current.events.push(event);
	}
	Object.assign(current, { request, last, lost: false });
}

export const octets = (event) => event?.payload?.data?.octets !== undefined;

async function once() {
	const query = new URLSearchParams({ request: current.request?.id ?? "", after: current.last });
	take(await get(`events?${query}`));
	tell();
}

// Goes on until the session is over. Pages that nobody sees do not hold a connection.
export async function follow(told) {
	tell = told;
	if (running)
		return;
	running = true;
	while (running) {
		try {
			if (document.hidden)
				await new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
			await once();
		} catch (error) {
			running = !(error instanceof ApiError && error.status === 401);
			current.lost = true;
			tell();
			await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER));
		}
	}
}

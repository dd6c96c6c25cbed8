// SPDX-License-Identifier: Apache-2.0
// The pages of an SM-DS.
import { run } from "./app.js";
import * as start from "./pages/smds_start.js";
import * as events from "./pages/events.js";
import * as owners from "./pages/owners.js";
import * as forwarding from "./pages/forwarding.js";
import * as certificates from "./pages/certificates.js";
import * as audit from "./pages/audit.js";
import * as users from "./pages/users.js";

run("SM-DS", "provisim smds", [
	{ path: /^$/, title: "Start", link: "", page: start },
	{ path: /^events$/, title: "Events", link: "events", page: events },
	{ path: /^owners$/, title: "SM-DP+", link: "owners", page: owners },
	{ path: /^forwarding$/, title: "Forwarding", link: "forwarding", page: forwarding },
	{ path: /^certificates$/, title: "Certificates", link: "certificates", page: certificates },
	{ path: /^audit$/, title: "Audit", link: "audit", page: audit, roles: ["operator", "auditor"] },
	{ path: /^users$/, title: "Users", link: "users", page: users, roles: ["operator"] },
]);

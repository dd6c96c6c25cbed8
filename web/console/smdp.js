// SPDX-License-Identifier: Apache-2.0
// The pages of an SM-DP+.
import { run } from "./app.js";
import * as start from "./pages/start.js";
import * as profiles from "./pages/profiles.js";
import * as profile from "./pages/profile.js";
import * as types from "./pages/types.js";
import * as batches from "./pages/batches.js";
import * as operators from "./pages/operators.js";
import * as fleet from "./pages/fleet.js";
import * as certificates from "./pages/certificates.js";
import * as sessions from "./pages/sessions.js";
import * as audit from "./pages/audit.js";
import * as users from "./pages/users.js";

run("SM-DP+", "provisim smdp", [
	{ path: /^$/, title: "Start", link: "", page: start },
	{ path: /^profiles$/, title: "Profiles", link: "profiles", page: profiles },
	{ path: /^profiles\/([^/]+)$/, page: profile },
	{ path: /^types$/, title: "Types", link: "types", page: types, roles: ["operator", "auditor"] },
	{ path: /^types\/([^/]+)$/, page: types.one },
	{ path: /^batches$/, title: "Batches", link: "batches", page: batches, roles: ["operator", "auditor"] },
	{ path: /^fleet$/, title: "Fleet", link: "fleet", page: fleet },
	{ path: /^fleet\/([^/]+)$/, page: fleet.one },
	{ path: /^operators$/, title: "Operators", link: "operators", page: operators, roles: ["operator", "auditor"] },
	{ path: /^operators\/([^/]+)$/, page: operators.one },
	{ path: /^certificates$/, title: "Certificates", link: "certificates", page: certificates },
	{ path: /^sessions$/, title: "Sessions", link: "sessions", page: sessions },
	{ path: /^audit$/, title: "Audit", link: "audit", page: audit, roles: ["operator", "auditor"] },
	{ path: /^users$/, title: "Users", link: "users", page: users, roles: ["operator"] },
]);

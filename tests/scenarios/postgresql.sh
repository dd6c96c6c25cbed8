# SPDX-License-Identifier: Apache-2.0
# PostgreSQL of one's own, for scenarios that source this after tap.sh. It does not run as root.
postgresql_programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -1)

# postgresql_start FOLDER: its address goes to $postgresql. Fails when none is installed.
postgresql_start() {
	[ -x "$postgresql_programs/initdb" ] || return 1
	postgresql_folder=$1 postgresql_as=
	mkdir -p "$1/data" "$1/socket" && chmod 0700 "$1/data"
	if [ "$(id -u)" = 0 ]; then
		postgresql_as="setpriv --reuid=postgres --regid=postgres --clear-groups --"
		chown postgres "$1/data" "$1/socket" && chmod 0755 "$1" "$1/.."
	fi
	(cd / && $postgresql_as "$postgresql_programs/initdb" -D "$1/data" -U provisim -A trust -N --locale=C.UTF-8 &&
		$postgresql_as "$postgresql_programs/pg_ctl" -D "$1/data" -w -l "$1/socket/log" -o \
			"-F -c listen_addresses= -c unix_socket_directories=$1/socket" start) >"$1/out" 2>&1 || return 1
	postgresql="postgresql:///postgres?host=$1/socket&user=provisim"
}

postgresql_stop() {
	[ -n "${postgresql_folder:-}" ] || return 0
	(cd / && $postgresql_as "$postgresql_programs/pg_ctl" -D "$postgresql_folder/data" -m immediate stop) >/dev/null 2>&1
}

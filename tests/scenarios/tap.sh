# SPDX-License-Identifier: Apache-2.0
# What the scenarios' run scripts source. Each works in a folder of its own, which is removed in the end.
set -u
PATH=$PROVISIM_BIN:$PATH
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
number=0
failures=0

# check WHAT COMMAND…: one test case; COMMAND decides it. What it printed is shown when it fails.
check() {
	local what=$1
	shift
	number=$((number + 1))
	if "$@" >check.out 2>&1; then
		echo "ok $number - $what"
	else
		echo "not ok $number - $what"
		sed 's/^/# /' check.out
		failures=$((failures + 1))
	fi
}

# skip WHAT WHY
skip() {
	number=$((number + 1))
	echo "ok $number - $1 # SKIP $2"
}

# has FILE TEXT
has() {
	grep -qF -- "$2" "$1" || { cat "$1"; return 1; }
}

# exits CODE COMMAND…: output goes to the file `out`.
exits() {
	local want=$1
	shift
	"$@" >out 2>&1 </dev/null
	local got=$?
	[ $got -eq "$want" ] || { echo "exit code $got, not $want"; cat out; return 1; }
}

# eventually COMMAND…: until it succeeds, for half a minute.
eventually() {
	local try
	for try in $(seq 300); do
		"$@" >eventually.out 2>&1 && return 0
		sleep 0.1
	done
	cat eventually.out
	return 1
}

# To be called last.
finish() {
	echo "1..$number"
	exit $((failures > 0))
}

#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# run_fuzzers.sh DIR SECONDS: runs each fuzzer of DIR that long on its corpus. New inputs stay in DIR/found-NAME; an input
# that crashes is left in DIR/crash-NAME-… and named.
directory=$1
seconds=$2
corpora=$(cd "$(dirname "$0")/../tests/fuzz" && pwd)
failed=0
for fuzzer in "$directory"/*_fuzz; do
	[ -f "$fuzzer" ] || continue
	name=$(basename "$fuzzer")
	mkdir -p "$directory/found-$name"
	options=(-max_total_time="$seconds" -print_final_stats=0 -verbosity=0 -artifact_prefix="$directory/crash-$name-")
	[ -e "$corpora/$name.dict" ] && options+=(-dict="$corpora/$name.dict")
	if "$fuzzer" "${options[@]}" "$directory/found-$name" "$corpora/corpus/$name" >"$directory/$name.log" 2>&1; then
		echo "$name: nothing found in $seconds s"
	else
		echo "$name: FAILED"
		tail -n 40 "$directory/$name.log"
		failed=1
	fi
done
exit $failed

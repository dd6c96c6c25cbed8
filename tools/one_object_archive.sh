#!/bin/sh -e
# SPDX-License-Identifier: Apache-2.0
# A static library in which only the exported names are to be seen, so that none can meet one of a program's own:
# one_object_archive.sh OUTPUT PATTERN FIRST OTHER…. All of the archive FIRST goes in, and of the others what it needs.
output=$1 pattern=$2 first=$3
shift 3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
object=$folder/$(basename "$output" .a).o
ld -r -o "$object" --whole-archive "$first" --no-whole-archive --start-group "$@" --end-group
objcopy --wildcard --keep-global-symbol="$pattern" "$object"
rm -f "$output"
ar rcs "$output" "$object"

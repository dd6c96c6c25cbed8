#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Each header of src/ and include/ compiles alone, and each source file includes its own header first. Speaks TAP.
cd "$(dirname "$0")/.." || exit 1
folders=(src/*/ include/*/)
echo "1..$((2 * ${#folders[@]}))"
number=0
failed=0
export OUTSIDE="$(pkg-config --cflags libpq)"

verdict() { # FAULTS WHAT
	number=$((number + 1))
	if [ -n "$1" ]; then
		echo "not ok $number - $2"
		sed 's/^/# /' <<<"$1"
		failed=1
	else
		echo "ok $number - $2"
	fi
}

for folder in "${folders[@]}"; do
	faults=
	headers=("$folder"*.h)
	if [ -e "${headers[0]}" ]; then
		faults=$(printf '%s\0' "${headers[@]}" |
			xargs -0 -n 1 -P 4 sh -c '{ echo "#include \"${0#*/}\""; echo "#include \"${0#*/}\""; } |
				"${CC:-cc}" -std=c17 -D_GNU_SOURCE -DPROVISIM_VERSION=\"\" -Wall -Wextra -Werror -Isrc -Iinclude \
				$OUTSIDE -fsyntax-only -x c - 2>&1')
	fi
	verdict "$faults" "each header of $folder compiles alone and twice"
	faults=
	for source in "$folder"*.c; do
		own=${source#src/}
		own=${own%.c}.h
		[ -e "src/$own" ] || continue
		first=$(grep -m 1 '^#include' "$source")
		[ "$first" = "#include \"$own\"" ] || faults+="$source begins with $first"$'\n'
	done
	verdict "$faults" "each file of $folder includes its own header first"
done
exit $failed

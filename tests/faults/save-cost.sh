#!/usr/bin/env bash
# A save of the largest session beside the same writes, syncs and renames by hand: at most twice.
. "$(dirname "$0")/common.sh"
if out=$("$driver" cost "$work/cost" --count "${1:-21}"); then
    ratio=${out##*ratio }
    if awk -v ratio="$ratio" 'BEGIN { exit !(ratio <= 2) }'; then
        ok "a save of 518 products by 9 members" "$out"
    else
        fail "a save of 518 products by 9 members" "$out"
    fi
else
    fail "a save of 518 products by 9 members" "$out"
fi
finish

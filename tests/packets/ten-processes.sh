#!/usr/bin/env bash
# A council at work over a shared folder: one secretary and nine scorers, ten processes at a time,
# killed and started again at random: `ten-processes.sh [ROUNDS]`, 20 by default.
in_memory=1
. "$(dirname "$0")/../faults/common.sh"
rounds=${1:-20}
player=$here/../packets/ten_processes.py

need "ten processes" python3 || finish
report "ten processes" python3 "$player" "$OCOP_COUNCIL" "$work/council" \
    --rounds "$rounds" --products "${PRODUCTS:-6}" --seed "${SEED:-1}"

# The comparison itself: who claims to have confirmed something else must be caught.
if out=$(python3 "$player" "$OCOP_COUNCIL" "$work/boast" --rounds 1 --products 2 --boasts 2>&1); then
    fail "a boaster is caught" "$out"
elif grep -q "something else was confirmed" <<<"$out"; then
    ok "a boaster is caught" "at once"
else
    fail "a boaster is caught" "$out"
fi
finish

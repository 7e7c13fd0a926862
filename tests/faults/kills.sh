#!/usr/bin/env bash
# Kills the program at random moments, then at every system call of a save and of a journal, and
# compares what it had confirmed with what is found: `kills.sh [COUNT]`, 10,000 by default.
in_memory=1
. "$(dirname "$0")/common.sh"
count=${1:-10000}

report "kills at random" "$driver" kills "$work/random" --count "$count" --seed "${SEED:-1}"

# The comparison itself: a player that calls confirmed what is not on disk must be caught.
if out=$("$driver" kills "$work/boast" --count 200 --boasts 2>&1); then
    fail "a boaster is caught" "$out"
else
    ok "a boaster is caught" "$(grep -o 'after [0-9]* kills' <<<"$out" || echo "at once")"
fi

if need "kills at every system call" strace; then
    report "kills at every call of a save" "$driver" inject "$work/save" save KILL
    report "kills at every call of a first save" "$driver" inject "$work/new" new KILL
    report "kills at every call of the journal" "$driver" inject "$work/journal" journal KILL
fi
finish

#!/usr/bin/env bash
# Two programs on one file, at the same moment: `races.sh [COUNT]`, 1,000 by default.
in_memory=1
. "$(dirname "$0")/common.sh"
count=${1:-1000}

report "two save at once" "$driver" races "$work/saves" --count "$count" --seed "${SEED:-1}"
report "two open at once" "$driver" openings "$work/openings" --count $((count / 5))
finish

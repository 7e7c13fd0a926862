#!/usr/bin/env bash
# A council at work over a shared folder: one secretary and nine scorers, ten processes at a time,
# killed and started again at random: `ten-processes.sh [ROUNDS]`, 20 by default.
in_memory=1
. "$(dirname "$0")/../faults/common.sh"
rounds=${1:-20}

need "ten processes" python3 || finish
report "ten processes" python3 "$(dirname "$0")/ten_processes.py" "$OCOP_COUNCIL" "$work/council" \
    --rounds "$rounds" --products "${PRODUCTS:-6}" --seed "${SEED:-1}"
finish

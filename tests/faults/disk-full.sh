#!/usr/bin/env bash
# A disk that is full or fails, at every position of a save and of the journal: never "saved" or
# "confirmed" what is not, the old file whole, no temporary file left, and all well once it is mended.
in_memory=1
. "$(dirname "$0")/common.sh"

if need_root "a full disk" && need "a full disk" mount; then
    mkdir -p "$work/small" "$work/large"
    mount -t tmpfs -o size=2m tmpfs "$work/small"
    report "a full disk, page by page" "$driver" full "$work/small" --elsewhere "$work/large" --pages 45
fi
if need "failing system calls" strace; then
    for scene in save new journal; do
        for error in ${ERRORS:-ENOSPC EIO EDQUOT}; do
            report "$error at every call: $scene" "$driver" inject "$work/$scene" "$scene" "$error"
        done
    done
fi
finish

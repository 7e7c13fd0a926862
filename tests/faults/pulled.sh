#!/usr/bin/env bash
# A stick pulled, or a share dropped, in the middle of a save: told with a next step, what was
# changed stays in the data folder, and saving elsewhere works: `pulled.sh [ROUNDS]`, 20 by default.
in_memory=1
. "$(dirname "$0")/common.sh"
rounds=${1:-20}

need_root "a pulled stick" || finish
stick=$work/stick
mkdir -p "$stick"
file=$stick/phiên.session.ron

# `pulls NAME COMMAND SETUP`: COMMAND pulls, SETUP mounts an empty stick.
pulls() {
    local name=$1 command=$2 setup=$3 n=0 out more
    while [ "$n" -lt "$rounds" ]; do
        n=$((n + 1))
        $setup
        "$driver" prepare "$file" --seed "$n"
        more=()
        [ $((n % 2)) -eq 0 ] || more=(--kills)
        if ! out=$("$driver" pull "$file" --data "$work/data" --command "$command" --seed "$n" \
            --delay $((RANDOM % 4000)) "${more[@]}" 2>&1); then
            fail "$name" "round $n: $out"
            umount -l "$stick" 2>/dev/null || true
            return
        fi
        while mountpoint -q "$stick"; do umount -l "$stick"; done
    done
    ok "$name" "$n pulls during a save, 0 edits lost"
}

tmpfs_stick() { mount -t tmpfs -o size=4m tmpfs "$stick"; }
ext4_stick() { mount -o loop "$work/ext4.img" "$stick" && find "$stick" -mindepth 1 -delete; }

pulls "unmounted under the program" "umount -l '$stick'" tmpfs_stick
if need "a disk that dies" xfs_io mkfs.ext4; then
    truncate -s 32M "$work/ext4.img"
    mkfs.ext4 -q "$work/ext4.img"
    pulls "a disk that dies" "xfs_io -x -c shutdown '$stick'" ext4_stick
fi
finish

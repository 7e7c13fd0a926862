#!/usr/bin/env bash
# Cuts the power of a disk while the program works on it, by shutting the file system down without
# writing anything more, and compares what was confirmed with what is found after the next mount:
# `power-cuts.sh [EXT4] [XFS]`, 300 and 100 cuts by default.
in_memory=1
. "$(dirname "$0")/common.sh"
n_ext4=${1:-300}
n_xfs=${2:-100}

need_root "power cuts" || finish
need "power cuts" xfs_io losetup mount || finish

mnt=$work/disk
mkdir -p "$mnt"
base=$work/base.session.ron
"$driver" prepare "$base" --seed 5

mount_disk() { mount -o loop "$work/$1.img" "$mnt"; }

make_disk() {
    truncate -s "$2" "$work/$1.img"
    "mkfs.$1" -q "$work/$1.img"
}


# A file written without a sync must be lost, or the cuts prove nothing.
plain_rounds() {
    local fs=$1 n=0 lost=0
    while [ "$n" -lt 20 ]; do
        n=$((n + 1))
        mount_disk "$fs"
        find "$mnt" -mindepth 1 -delete
        sync -f "$mnt"
        cp "$base" "$mnt/plain.tmp"
        mv "$mnt/plain.tmp" "$mnt/plain"
        xfs_io -x -c shutdown "$mnt"
        umount "$mnt"
        mount_disk "$fs"
        cmp -s "$base" "$mnt/plain" || lost=$((lost + 1))
        umount "$mnt"
    done
    if [ "$lost" -ge 18 ]; then
        ok "$fs: a write without a sync is lost" "$lost of $n"
    else
        fail "$fs: a write without a sync is lost" "$lost of $n"
    fi
}

cut_rounds() {
    local fs=$1 count=$2 n=0 confirmed total=0 most wait line found
    local file=$mnt/phiên.session.ron
    while [ "$n" -lt "$count" ]; do
        n=$((n + 1))
        mount_disk "$fs"
        find "$mnt" -mindepth 1 -delete
        cp "$base" "$file"
        sync -f "$mnt"
        # It waits with its word on the tip of its tongue.
        exec {cut}> >(exec xfs_io -x "$mnt" >/dev/null)
        exec {words}< <(exec "$driver" play "$file" --seed "$n" --journals "$mnt/data/journals" \
            --save-every $((1 + RANDOM % 12)) --pace 300 2>/dev/null)
        player=$!
        confirmed=0
        most=$((1 + RANDOM % 60))
        while [ "$confirmed" -lt "$most" ] && read -r -t 20 -u "$words" line; do
            [[ $line != confirmed* ]] || confirmed=${line#confirmed }
        done
        printf -v wait '0.0%02d' $((RANDOM % 30))
        sleep "$wait"
        # What is said once the power goes does not count: nobody would see it, and a sync that is
        # under way when a file system is shut down returns as if it had been done.
        while read -r -t 0 -u "$words" && read -r -u "$words" line; do
            [[ $line != confirmed* ]] || confirmed=${line#confirmed }
        done
        echo shutdown >&"$cut"
        exec {cut}>&-
        # The program meets a dead disk for a moment before it is gone too.
        sleep 0.002
        kill -KILL "$player"
        exec {words}<&-
        until umount "$mnt" 2>/dev/null; do sleep 0.01; done
        mount_disk "$fs"
        if ! found=$("$driver" check "$file" --base "$base" --seed "$n" --confirmed "$confirmed" \
            --journals "$mnt/data/journals" --saves 2>&1); then
            fail "$fs: power cuts" "cut $n: $found"
            return
        fi
        total=$((total + confirmed))
        umount "$mnt"
    done
    ok "$fs: power cuts" "$n cuts, $total confirmed edits, 0 lost"
}

try() {
    local fs=$1 size=$2 count=$3
    if [ "$count" -eq 0 ]; then return; fi
    need "$fs: power cuts" "mkfs.$fs" || return 0
    make_disk "$fs" "$size"
    if ! mount_disk "$fs" 2>/dev/null; then
        skip "$fs: power cuts" "it cannot be mounted here"
        return
    fi
    umount "$mnt"
    plain_rounds "$fs"
    cut_rounds "$fs" "$count"
}

try ext4 64M "$n_ext4"
try xfs 300M "$n_xfs"
finish

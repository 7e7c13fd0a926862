#!/usr/bin/env bash
# Media, folders and files that cannot be written: opened, told with a next step, nothing changed
# there, and saving elsewhere works.
. "$(dirname "$0")/common.sh"
need_root "what cannot be written" || finish

outside=$work/outside
mkdir -p "$outside"
chmod 755 "$work"
chmod 777 "$outside"

# `tries NAME FOLDER WORDS [BEFORE…]`: a sitting on FOLDER/a.session.ron; WORDS must be told.
tries() {
    local name=$1 folder=$2 words=$3 before out
    shift 3
    before=$(cd "$folder" && find . -type f | sort | xargs -d '\n' cksum)
    rm -rf "$outside/data" "$outside/b.session.ron"
    out=$(printf '%s\n' "edit 2" "settle 6000" save save save "saveas $outside/b.session.ron" flush "edit 1" flush end |
        "$@" "$driver" talk "$folder/a.session.ron" --seed 3 --journals "$outside/data/journals" 2>&1) || true
    if [ "$(cd "$folder" && find . -type f | sort | xargs -d '\n' cksum)" != "$before" ]; then
        fail "$name" "something changed there: $(ls -A "$folder" | tr '\n' ' ')"
    elif [ "$(grep -c "^refused 2 File.*$words.*\[.\+\]" <<<"$out")" -ne 3 ]; then
        fail "$name" "not told: $(tr '\n' ';' <<<"$out")"
    elif ! grep -q '^confirmed 2$' <<<"$out"; then
        fail "$name" "not kept: $(tr '\n' ';' <<<"$out")"
    elif ! grep -q '^saved 2$' <<<"$out" || ! grep -q '^confirmed 3$' <<<"$out"; then
        fail "$name" "not saved elsewhere: $(tr '\n' ';' <<<"$out")"
    else
        ok "$name" "refused 3 times, kept, saved elsewhere"
    fi
}

fresh() {
    mkdir -p "$1"
    "$driver" prepare "$1/a.session.ron" --seed 3
}

fresh "$work/medium"
mount --bind "$work/medium" "$work/medium"
mount -o remount,ro,bind "$work/medium"
tries "a read-only medium" "$work/medium" ""

fresh "$work/plain"
chmod 444 "$work/plain/a.session.ron"
tries "a read-only file" "$work/plain" ""

if need "a file that cannot be replaced" chattr; then
    fresh "$work/immutable"
    if chattr +i "$work/immutable/a.session.ron" 2>/dev/null; then
        tries "a file that cannot be replaced" "$work/immutable" ""
        chattr -i "$work/immutable/a.session.ron"
        fresh "$work/frozen"
        chattr +i "$work/frozen"
        tries "a folder that cannot be written" "$work/frozen" ""
        chattr -i "$work/frozen"
    else
        skip "a file that cannot be replaced" "the file system has no such flag"
    fi
fi
if need "no rights" setpriv; then
    fresh "$work/rights"
    chmod 755 "$work/rights"
    chmod 644 "$work/rights/a.session.ron"
    chmod 755 "$driver" 2>/dev/null || true
    cp "$driver" "$outside/driver"
    driver=$outside/driver tries "no rights to the folder" "$work/rights" "" \
        setpriv --reuid=65534 --regid=65534 --clear-groups
    chmod 600 "$work/rights/a.session.ron"
    if out=$(setpriv --reuid=65534 --regid=65534 --clear-groups "$outside/driver" talk \
        "$work/rights/a.session.ron" --journals "$outside/data/journals" 2>&1 </dev/null); then
        fail "no rights to the file" "opened"
    elif grep -q "not opened File" <<<"$out"; then
        ok "no rights to the file" "told"
    else
        fail "no rights to the file" "$out"
    fi
fi
finish

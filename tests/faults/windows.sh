#!/usr/bin/env bash
# The program in a window: scores are typed, the window is watched, and then it is killed, or its
# disk fills up, or its stick is pulled. What it showed as kept must be found afterwards:
# `windows.sh [ROUNDS]`, 200 by default. A display of its own is started.
in_memory=1
. "$(dirname "$0")/common.sh"
rounds=${1:-200}

need_root "the window" || finish
need "the window" Xvfb xdotool import convert || finish
export DISPLAY=${FAULT_DISPLAY:-:82} LIBGL_ALWAYS_SOFTWARE=1 HOME=$work/home XDG_RUNTIME_DIR=$work/home
mkdir -p "$HOME" "$work/stick" "$work/shots"
Xvfb "$DISPLAY" -screen 0 1366x768x24 -noreset >/dev/null 2>&1 &
xvfb=$!
window=
stop() { kill -KILL "$window" "$xvfb" 2>/dev/null || true; wait 2>/dev/null || true; clear_up; }
trap stop EXIT
sleep 1

stick=$work/stick
file=$stick/a.session.ron
journals=$HOME/.local/share/ocop-council/journals
base=$work/base.session.ron
"$driver" prepare "$base" --products 1 --members 1 --seed 3 --unscored

# Opens the session in the window, and waits until it can be typed in.
open_window() {
    "$OCOP_COUNCIL" "$file" >"$work/log" 2>&1 &
    window=$!
    local id='' tries=0
    while [ -z "$id" ] && [ "$tries" -lt 100 ]; do
        sleep 0.1
        id=$(xdotool search --onlyvisible --class ocop 2>/dev/null | tail -n 1) || true
        tries=$((tries + 1))
    done
    xdotool windowfocus "$id" windowsize "$id" 1366 768 mousemove 20 700 2>/dev/null
    for tries in $(seq 40); do
        sleep 0.1
        shoot
        [ -z "$(shown_colour)" ] || return 0
    done
    fail "the window" "it does not open: $(tail -n 1 "$work/log")"
    finish
}

close_window() {
    kill -KILL "$window" 2>/dev/null || true
    wait "$window" 2>/dev/null || true
}

shoot() { import -silent -window root "$work/shot.ppm"; }

# How the session is kept, by the colour of the words in the top bar: green where it is kept, red
# where it could not be, neither while it is being written.
shown_colour() {
    convert "$work/shot.ppm" -depth 8 -crop 300x40+745+6 +repage -format %c histogram:info: |
        awk '/#1F6F4A/ { green += $1 } /#A8231B/ { red += $1 }
            END { if (green > 20) print "kept"; else if (red > 20) print "failed" }'
}

# The total and its parts in the side column, as a digest of their pixels.
shown_total() {
    convert "$work/shot.ppm" -depth 8 -crop 270x210+1092+64 +repage rgb:- | cksum | cut -d ' ' -f 1,2
}

n_found() { "$driver" answers "$file" --journals "$journals" | awk '/^answers/ { n = $2 } END { print n + 0 }'; }
answers_found() { "$driver" answers "$file" --journals "$journals" | grep '^answers' | tail -n 1 | cut -d ' ' -f 3-; }

fresh() {
    rm -rf "$HOME/.local"
    while mountpoint -q "$stick"; do umount -l "$stick"; done
    mount -t tmpfs -o size=1m tmpfs "$stick"
    cp "$base" "$file"
}

# First without a fault: what the window shows after each key, and what that is in the file.
declare -A keys_of
n_keys=24
fresh
open_window
keys_of[$(shown_total)]=0
for ((key = 1; key <= n_keys; key++)); do
    xdotool key 1
    sleep 0.35
    shoot
    keys_of[$(shown_total)]=$key
done
sleep 3
close_window
expected=$(answers_found)
n=$(n_found)
if [ "${#keys_of[@]}" -lt $((n_keys / 2)) ] || [ "$n" -ne "$n_keys" ]; then
    fail "the window is read" "${#keys_of[@]} states of $n_keys keys, $n answers"
    finish
fi
ok "the window is read" "${#keys_of[@]} states of $n_keys keys told apart"

# Types, watches, and remembers the most that was shown as kept. `watch KEYS`.
watch_keys() {
    local key colour total
    for ((key = 0; key < $1; key++)); do
        xdotool key 1
        sleep 0.0$((RANDOM % 9))
    done
    shoot
    note
}
note() {
    colour=$(shown_colour)
    total=$(shown_total)
    [ "$colour" != failed ] || n_red=$((n_red + 1))
    if [ "$colour" = kept ] && [ -n "${keys_of[$total]:-}" ]; then
        n_seen=$((n_seen + 1))
        [ "${keys_of[$total]}" -le "$kept" ] || kept=${keys_of[$total]}
    fi
}

judge() {
    local kind=$1 found
    found=$(n_found)
    if [ "$found" -lt "$kept" ]; then
        fail "the window: $kind" "round $round: showed $kept as kept, $found are found"
    elif [ -n "$(answers_found)" ] && [[ "$expected " != "$(answers_found) "* ]]; then
        fail "the window: $kind" "round $round: found other answers: $(answers_found)"
    else
        good=$((good + 1))
        sum=$((sum + kept))
    fi
}

# A round each: one kind of fault in the middle of the work.
killed() {
    watch_keys $((2 + RANDOM % 12))
    [ $((RANDOM % 2)) -eq 0 ] || { sleep "$((RANDOM % 3)).$((RANDOM % 10))"; shoot; note; }
    close_window
}
full() {
    watch_keys $((1 + RANDOM % 5))
    head -c 2M /dev/zero >"$stick/filler" 2>/dev/null || true
    watch_keys $((1 + RANDOM % 6))
    sleep "$((RANDOM % 4)).$((RANDOM % 10))"
    shoot
    note
    close_window
    rm -f "$stick/filler"
}
pulled() {
    watch_keys $((1 + RANDOM % 5))
    umount -l "$stick"
    watch_keys $((1 + RANDOM % 6))
    sleep "$((RANDOM % 4)).$((RANDOM % 10))"
    shoot
    note
    close_window
}

# The judgement itself: a journal that is lost must be noticed.
fresh
open_window
kept=0 good=0 sum=0 n_seen=0 n_red=0 round=0
for try in 1 2 3 4 5 6; do
    [ "$kept" -eq 0 ] || break
    watch_keys 2
done
close_window
rm -f "$file".journal && cp "$base" "$file"
rm -rf "$journals"
if [ "$kept" -gt 0 ] && [ "$(n_found)" -lt "$kept" ]; then
    ok "the window: a lost journal is noticed" "$kept shown as kept, $(n_found) found"
else
    fail "the window: a lost journal is noticed" "$kept shown as kept, $(n_found) found"
fi

for kind in killed full pulled; do
    good=0 sum=0 n_seen=0 n_red=0
    share=$((rounds / 3 + (rounds % 3 > 0)))
    for ((round = 1; round <= share; round++)); do
        fresh
        open_window
        kept=0
        "$kind"
        judge "$kind"
    done
    [ "$good" -ne "$share" ] || ok "the window: $kind" \
        "$share rounds, $sum answers shown as kept in $n_seen looks, $n_red looks at a failure, 0 differences"
done
finish

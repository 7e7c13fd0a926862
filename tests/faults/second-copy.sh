#!/usr/bin/env bash
# A laptop dies in the middle of the meeting: scores are typed in the window, the program is killed,
# and everything of that user is gone but the folder with the second copy. Another user opens it:
# how many seconds of work are missing, and how long is it until the session is in hand again?
# `second-copy.sh [ROUNDS]`, 20 by default. A display of its own is started.
in_memory=1
. "$(dirname "$0")/common.sh"
rounds=${1:-20}
longest=120 # seconds until the session must be in hand

need "the second copy" Xvfb xdotool || finish
export DISPLAY=${FAULT_DISPLAY:-:82} LIBGL_ALWAYS_SOFTWARE=1
Xvfb "$DISPLAY" -screen 0 1366x768x24 -noreset >/dev/null 2>&1 &
display=$!
window=
stop() { kill -KILL "$window" "$display" 2>/dev/null || true; wait 2>/dev/null || true; clear_up; }
trap stop EXIT
sleep 1

base=$work/base.session.ron
"$driver" prepare "$base" --products 1 --members 1 --seed 3 --unscored

now() { date +%s%N; }
seconds() { awk -v ns="$1" 'BEGIN { printf "%.1f", ns / 1e9 }'; }

# Opens a file for the user whose home is $home, and waits for the window.
open_window() {
    mkdir -p "$home"
    env HOME="$home" XDG_RUNTIME_DIR="$home" XDG_DATA_HOME="$home/data" XDG_CONFIG_HOME="$home/config" \
        "$OCOP_COUNCIL" "$1" >"$work/log" 2>&1 &
    window=$!
    local id='' tries=0
    while [ -z "$id" ]; do
        sleep 0.1
        id=$(xdotool search --onlyvisible --class ocop 2>/dev/null | tail -n 1) || true
        tries=$((tries + 1))
        if [ "$tries" -gt 200 ]; then
            fail "the second copy" "no window: $(tail -n 1 "$work/log")"
            finish
        fi
    done
    xdotool windowfocus "$id" windowsize "$id" 1366 768 mousemove 20 700 2>/dev/null
    sleep 2
}

close_window() {
    kill -KILL "$window" 2>/dev/null || true
    wait "$window" 2>/dev/null || true
}

n_answers() { "$driver" answers "$1" --journals "$work/none" | awk '/^answers/ { n = $2 } END { print n + 0 }'; }

good=0 worst_missing=0 worst_open=0 n_typed=0 n_missing=0 n_behind=0
for ((round = 1; round <= rounds; round++)); do
    rm -rf "$work"/laptop "$work"/other "$work"/stick
    mkdir -p "$work/laptop" "$work/stick"
    home=$work/laptop/home
    cp "$base" "$work/laptop/a.session.ron"
    open_window "$work/laptop/a.session.ron"
    # A slow machine may miss a key while something opens: it is asked again.
    for _ in 1 2 3; do
        xdotool key Escape Escape ctrl+k
        sleep 1
        xdotool type --delay 20 "ban sao"
        sleep 0.5
        xdotool key Return
        sleep 2
        xdotool key ctrl+a
        xdotool type --delay 10 "$work/stick"
        xdotool key Return
        for _ in $(seq 50); do
            [ ! -e "$work/stick/a.session.ron" ] || break 2
            sleep 0.1
        done
    done
    if [ ! -e "$work/stick/a.session.ron" ]; then
        fail "the second copy" "round $round: no copy was begun"
        close_window
        continue
    fi
    sleep 0.5
    typed=()
    keys=$((3 + RANDOM % 20))
    for ((key = 0; key < keys; key++)); do
        xdotool key 1
        typed+=("$(now)")
        sleep "0.$((RANDOM % 6))"
    done
    killed=$(now)
    close_window
    # What the laptop itself had; a window that is slow to see a key has not confirmed it.
    had=$(n_answers "$work/laptop/a.session.ron")
    rm -rf "$work/laptop" # What is left is the stick.

    found=$(n_answers "$work/stick/a.session.ron")
    [ "$had" -le "$found" ] || n_behind=$((n_behind + had - found))
    missing=0
    if [ "$found" -lt "$keys" ]; then
        missing=$((killed - typed[found]))
        n_missing=$((n_missing + keys - found))
    fi
    n_typed=$((n_typed + keys))

    # Another user, who has nothing but the stick: the file is opened and saved where it is offered.
    home=$work/other/home
    begun=$(now)
    open_window "$work/stick/a.session.ron"
    saved=
    for try in $(seq 120); do
        # Return says yes to what is asked; a slow machine asks later.
        [ $((try % 15)) -ne 1 ] || xdotool key Return
        sleep 0.1
        saved=$(find "$work/other" -name '*.session.ron' 2>/dev/null | head -n 1)
        [ -z "$saved" ] || break
    done
    took=$(($(now) - begun))
    sleep 0.5
    close_window
    if [ -z "$saved" ] || [ "$(n_answers "$saved")" -ne "$found" ]; then
        fail "the second copy" "round $round: not opened with its $found answers: $(tail -n 1 "$work/log")"
        continue
    fi
    [ "$missing" -le "$worst_missing" ] || worst_missing=$missing
    [ "$took" -le "$worst_open" ] || worst_open=$took
    if [ "$missing" -gt 5000000000 ] || [ "$took" -gt $((longest * 1000000000)) ]; then
        fail "the second copy" "round $round: $(seconds "$missing") s missing, $(seconds "$took") s to open"
        continue
    fi
    good=$((good + 1))
done
[ "$good" -ne "$rounds" ] || ok "the second copy" \
    "$rounds deaths, $n_missing of $n_typed answers typed missing ($n_behind of them kept by the laptop), at most $(seconds "$worst_missing") s of work; in hand again after at most $(seconds "$worst_open") s"
finish

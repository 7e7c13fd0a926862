#!/usr/bin/env bash
# The order of writes, syncs and renames, from a trace of the system calls. It is what FAT32 and
# exFAT rest on, which cannot be cut here: both are played by refusing what they do not have.
. "$(dirname "$0")/common.sh"
need "the order of a save" strace || finish

# Traces a sitting, and prints one word an event: THREAD:CALL:FILE. `events FOLDER [STRACE…]`.
events() {
    local folder=$1
    shift
    mkdir -p "$folder"
    "$driver" prepare "$folder/a.session.ron" --seed 3
    # The second save is the one that is looked at: a journal stands, and an earlier version.
    printf '%s\n' "edit 2" flush save flush "edit 2" flush "edit 1" flush save flush |
        strace -f -y --decode-pids=comm -s 24 -o "$folder/trace" \
            -e trace=write,fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,unlinkat \
            "$@" "$driver" talk "$folder/a.session.ron" --seed 3 --journals "$folder/data/journals" \
            >"$folder/said"
    awk -v folder="$folder" '
        function name(path) {
            if (path == folder) return "FOLDER"
            sub(".*/", "", path)
            if (path ~ /^\.ocop-/) return "TEMP"
            if (path ~ /\.~[0-9]+~$/) return "GENERATION"
            if (path ~ /\.journal$/) return "JOURNAL"
            if (path ~ /\.lock$/ || path ~ /\.alive$/) return ""
            if (path == "a.session.ron") return "SESSION"
            return ""
        }
        /resumed>/ || / = -1 / { next }
        {
            match($0, /<[^>]*>/); thread = substr($0, RSTART + 1, RLENGTH - 2)
            rest = substr($0, RSTART + RLENGTH + 1)
            call = rest; sub(/\(.*/, "", call)
            if (call == "write" && rest ~ /^write\(1</) {
                split(rest, quoted, "\""); word = quoted[2]; sub(/\\n.*/, "", word)
                gsub(" ", "-", word)
                if (word != "done") print "SAID:" word
                next
            }
            if (call ~ /^(write|fsync|fdatasync)$/) {
                match(rest, /<[^>]*>/); file = name(substr(rest, RSTART + 1, RLENGTH - 2))
            } else {
                n = split(rest, quoted, "\""); file = name(quoted[n - 1])
                sub(/at2?$/, "", call)
            }
            if (file != "") print thread ":" call ":" file
        }' "$folder/trace" >"$folder/events"
}

# Checks that events stand in a file in this order, after one another: `ordered NAME FILE EVENT…`.
ordered() {
    local name=$1 file=$2 event line=0 next
    shift 2
    for event in "$@"; do
        next=$(awk -v line="$line" -v event="$event" 'NR > line && $0 == event { print NR; exit }' "$file")
        if [ -z "$next" ]; then
            fail "$name" "no $event after event $line"
            return
        fi
        line=$next
    done
    ok "$name" "$# events in order"
}

# What is done between one event and the next must not be done: `never NAME FILE FROM TO EVENT`.
never() {
    local name=$1 file=$2 n
    n=$(awk -v from="$3" -v to="$4" -v event="$5" '
        $0 == from { inside = 1 }
        inside && $0 == event { n++ }
        $0 == to { inside = 0 }
        END { print n + 0 }' "$file")
    if [ "$n" -eq 0 ]; then ok "$name" "0 times"; else fail "$name" "$n times"; fi
}

save=(save:write:TEMP save:fsync:TEMP)
end=(save:rename:SESSION save:fsync:SESSION save:fsync:FOLDER)

events "$work/posix"
e=$work/posix/events
ordered "a save: write, sync, keep, rename, sync, sync" "$e" \
    SAID:saved-2 "${save[@]}" save:link:GENERATION "${end[@]}" SAID:saved-5
never "a session is never written in place" "$e" SAID:began SAID:none save:write:SESSION
ordered "a new journal: write, sync, rename, sync, sync" "$e" SAID:began journal:write:TEMP \
    journal:fsync:TEMP journal:rename:JOURNAL journal:fsync:JOURNAL journal:fsync:FOLDER \
    SAID:confirmed-2
ordered "a change: write, sync, only then confirmed" "$e" SAID:confirmed-4 \
    journal:write:JOURNAL journal:fdatasync:JOURNAL SAID:confirmed-5
ordered "the journal goes after the save" "$e" \
    SAID:confirmed-5 save:rename:SESSION save:fsync:FOLDER journal:unlink:JOURNAL

# FAT32 has no second names; exFAT also renames only over what is there.
events "$work/fat" -e inject=link,linkat:error=EPERM
events "$work/exfat" -e inject=link,linkat:error=EPERM -e inject=renameat2:error=EINVAL
for fs in fat exfat; do
    ordered "$fs: write, sync, copy, sync, rename, sync, sync" "$work/$fs/events" \
        SAID:saved-2 "${save[@]}" save:write:TEMP save:fsync:TEMP save:rename:GENERATION \
        save:fsync:GENERATION "${end[@]}" SAID:saved-5
done
finish

# The init script, and what procd makes of it.

# The calls of the last run of the init script with this action.
calls_of() { router 'cat /lab/calls' | awk -v "head=== /etc/init.d/igdaot $1" '/^== / { text = ""; on = $0 == head } on { text = text $0 "\n"; last = text } END { printf "%s", last }'; }
called() { calls_of start | grep -x -F -- "$1" > /dev/null || { calls_of start; return 1; }; }

lab_case procd_calls "What the init script asks of procd"
procd_calls() {
    local network before
    installed_router || return 1
    check "the program with its configuration" called "procd_set_param command /usr/sbin/igdaotd -c /var/etc/igdaot/igdaot"
    check "the configuration is watched" called "procd_set_param file /var/etc/igdaot/igdaot"
    check "another configuration is a SIGHUP" called "procd_set_param reload_signal HUP"
    check "it is respawned without end, after five seconds" called "procd_set_param respawn 3600 5 0"
    check "as its own user" called "procd_set_param user igdaot"
    check "and group" called "procd_set_param group igdaot"
    check "with capabilities" called "procd_set_param capabilities /etc/capabilities/igdaot.json"
    check "and no way to more" called "procd_set_param no_new_privs 1"
    check "in a jail" eval 'calls_of start | grep "^procd_add_jail igdaot"'
    check "a change of its own, of the firewall's, or of the network's configuration reloads it" called "procd_add_reload_trigger igdaot firewall network"
    for network in wan lan; do
        check "the network $network going up or down reloads it" called "procd_add_reload_interface_trigger $network"
    done
    check "LuCI is told what is valid" called "procd_add_validation validate_igdaot"
    check "for rules too" called "procd_add_validation validate_permission"
    check "nothing is handed over that is not an instance" test "$(router 'ls /lab/procd/services/igdaot/*.instance')" = /lab/procd/services/igdaot/instance1.instance

    router "uci add_list igdaot.main.internal_network=guest; uci set igdaot.main.external_network=wan; uci commit igdaot; service igdaot reload"
    check "another network of the configuration is waited for" eval 'calls_of reload | grep -x "procd_add_reload_interface_trigger guest"'

    before=$(router "find /overlay/upper -type f | sort | xargs md5sum; cat /lab/commits")
    router "service igdaot reload; service igdaot restart; service igdaot stop; service igdaot start; service igdaot status" > /dev/null 2>&1
    check "nothing is written to flash by start, stop, reload, restart, status" test "$before" = "$(router "find /overlay/upper -type f | sort | xargs md5sum; cat /lab/commits")"

    check "the shipped configuration passes OpenWrt's validation" router "
        . /usr/share/libubox/jshn.sh; uci_load_validate() { local p=\$1 t=\$2 n=\$3; shift 4; validate_data \$p \$t \$n \"\$@\" > /dev/null; }
        cp /usr/share/igdaot/config /etc/config/igdaot
        eval \"\$(sed -n '/^validate_igdaot/,/^}/p' /etc/init.d/igdaot)\"; validate_igdaot main ''"
    router "uci set igdaot.main.lease_min=120; uci set igdaot.main.lease_max=86400; uci set igdaot.main.upstream_bit_rate=100000000; uci set igdaot.main.search_rate=10
        uci set igdaot.main.http_port=5000; uci set igdaot.main.log_level=info; uci add_list igdaot.main.reserved_port=22-23; uci add_list igdaot.main.reserved_port=445; uci commit igdaot"
    check "so does one with many options" router "
        . /usr/share/libubox/jshn.sh; uci_load_validate() { local p=\$1 t=\$2 n=\$3; shift 4; validate_data \$p \$t \$n \"\$@\"; }
        eval \"\$(sed -n '/^validate_igdaot/,/^}/p' /etc/init.d/igdaot)\"; validate_igdaot main ''"
}

status_of() { router "sed -n 's/^$1:[[:space:]]*//p' /proc/\$(pidof igdaotd)/status"; }

lab_case small_rights "The process: its user, its one right, and what it sees"
small_rights() {
    local id
    installed_router || return 1
    check "is not root" test "$(status_of Uid | cut -f 1)" != 0
    check "has no group of root" not test "$(status_of Groups | grep -w 0)"
    # CAP_NET_ADMIN, and CAP_NET_BIND_SERVICE for an HTTP port below 1024.
    check "may administer the network and bind low ports, nothing else" test "$(status_of CapEff)" = 0000000000001400
    check "can get no more" test "$(status_of CapBnd)-$(status_of NoNewPrivs)" = 0000000000001400-1
    id=$(daemon_id)
    check "does not see the configuration of others" router "[ ! -e /proc/$id/root/etc/config ] && [ ! -e /proc/$id/root/etc/shadow ]"
    check "cannot write its configuration" router "[ \$(ls -ld /var/etc/igdaot | cut -c 9) = - ] && [ \$(ls -l /var/etc/igdaot/igdaot | cut -c 6,9) = -- ]"
    check "nobody else reads it either" router "[ \$(ls -l /var/etc/igdaot/igdaot | cut -c 8) = - ]"
    check "its control socket is not everybody's" router "ls -l /var/run/igdaot/control.sock | cut -c 8-10 | grep -e --"
    check "and works all the same" open_port 8080
    router "uci set igdaot.main.http_port=81; uci commit igdaot; service igdaot reload"
    check "on a low port for UPnP too" eventually 2 opens_tcp "$lab_a" 192.168.1.1 81
}

lab_case without_ujail "A small router without ujail"
without_ujail() {
    home_up
    server "$lab_a" 80 "web server greets"
    router_up || return 1
    router "rm /sbin/ujail"
    scp "$package"
    router "opkg install /tmp/${package##*/}" > "$lab_folder/install.log" 2>&1
    check "the daemon is told to become the user itself" eval 'calls_of start | grep -x "procd_append_param command -u 32768:32768"'
    check "procd is asked for no user" not eval 'calls_of start | grep "procd_set_param user"'
    if ! "$daemon" --help | grep -q -- ' -u '; then
        skip "it runs without root's rights" "this igdaotd has no -u yet"
        return 0
    fi
    check "it is ready" eventually 5 daemon_ready
    check "is not root" test "$(status_of Uid | cut -f 1)" != 0
    check "may administer the network and bind low ports, nothing else" test "$(status_of CapEff)" = 0000000000001400
    check "can get no more" test "$(status_of NoNewPrivs)" = 1
    check "opens a port" open_port 8080
    check "the Internet host reaches the web server" internet_gets 8080
    router "uci set igdaot.main.http_port=5001; uci commit igdaot; service igdaot reload"
    check "takes a new configuration" eventually 2 opens_tcp "$lab_a" 192.168.1.1 5001
}

# The daemon's id as this machine has it, for a signal without a shell in between.
host_id() {
    local folder namespace
    namespace=$(readlink "/proc/$router_init/ns/net")
    for folder in /proc/[0-9]*; do
        [ "$(cat "$folder/comm" 2> /dev/null)" = igdaotd ] && [ "$(readlink "$folder/ns/net")" = "$namespace" ] && echo "${folder#/proc/}"
    done
}

# microseconds_until COMMAND...: from the command's start until client a gets an answer by NAT-PMP, and the command's
# own time: "COMMAND ANSWER".
microseconds_until() {
    # UDP, as fw4 lets only 25 new TCP connections in a second in. A port that is shut does not always answer.
    # shellcheck disable=SC2016
    lab_in "$lab_a" timeout 5 bash -c '
        exec 3<> /dev/udp/192.168.1.1/5351
        until
            printf "\0\0" >&3
            timeout 0.005 dd bs=100 count=1 <&3 | grep -q .
        do :; done 2> /dev/null
        echo ${EPOCHREALTIME/./}' > "$lab_folder/answered" &
    local poll=$! start command
    sleep 0.2
    start=${EPOCHREALTIME/./}
    "$@" > /dev/null 2>&1
    command=${EPOCHREALTIME/./}
    wait "$poll" || return 1
    echo "$((command - start)) $(($(< "$lab_folder/answered") - start))"
}

lab_case reload "A change of the configuration takes effect at once, and cuts nobody off"
reload() {
    local id whole answer host
    installed_router || return 1
    check "a port is open for a long connection" open_port 9090 90
    check "the connection stands" flow_open 9090
    id=$(daemon_id)
    router "uci set igdaot.main.natpmp=0; uci set igdaot.main.pcp=0; uci set igdaot.main.http_port=5001; uci commit igdaot; service igdaot reload"
    check "the new port for UPnP answers after a reload" eventually 2 opens_tcp "$lab_a" 192.168.1.1 5001
    check "the old one does not" not opens_tcp "$lab_a" 192.168.1.1 5000
    router "uci set igdaot.main.natpmp=1; uci commit igdaot"
    read -r whole answer <<< "$(microseconds_until router 'service igdaot reload')"
    check "what was switched on answers after a reload" test -n "$answer"
    check "it was a signal, not a restart" daemon_is "$id"
    check "no instance ended" not router "cat /lab/exits"
    check "the connection still stands" flow_alive
    check "the mapping is still listed" router "service igdaot status | grep 9090"
    printf '    measured: service igdaot reload: %d ms for the command, %d ms until the new behaviour (with stand-ins for uci and procd)\n' \
        $((whole / 1000)) $((answer / 1000))
    host=$(host_id)
    router "uci set igdaot.main.natpmp=0; uci commit igdaot; service igdaot reload; sed -i \"s/natpmp '0'/natpmp '1'/\" /var/etc/igdaot/igdaot"
    sleep 0.3
    read -r whole answer <<< "$(microseconds_until kill -HUP "$host")"
    printf '    measured: %d us from SIGHUP to the new behaviour; bar 50000\n' "$answer"
    check "from the signal to the new behaviour it takes less than 50 ms" test "$answer" -lt 50000
    router "uci set igdaot.main.http_port=5003; uci commit igdaot"
    router_event config.change package igdaot
    check "a change by the web interface, which reloads nothing itself, takes effect too" eventually 4 opens_tcp "$lab_a" 192.168.1.1 5003
    router "service igdaot reload"
    check "a reload without a change is no signal" eval '[ "$(router "logread -e reloaded" | wc -l)" = "$(sleep 0.3; router "service igdaot reload; logread -e reloaded" | wc -l)" ]'
}

lab_case crash "Killed, it comes back by itself, and open ports stay open all the while"
crash() {
    local round
    installed_router || return 1
    check "a port is open" open_port 8080
    check "and one for a long connection" open_port 9090 90
    check "the connection stands" flow_open 9090
    for round in 1 2; do
        router 'kill -9 $(pidof igdaotd)'
        check "killed ($round): the port is still open" internet_gets 8080
        check "killed ($round): the connection still stands" flow_alive
        check "killed ($round): it is back" eventually 8 daemon_ready
        check "killed ($round): it knows the open ports" router "service igdaot status | grep -cE '^tcp +(8080|9090)' | grep -x 2"
        check "killed ($round): the port is open" internet_gets 8080
    done
    check "the connection still stands" flow_alive
    check "a port opens" open_port 8081
}

lab_case restart "A restart keeps open ports"
restart() {
    local id
    installed_router || return 1
    check "a port is open" open_port 8080
    check "and one for a long connection" open_port 9090 90
    check "the connection stands" flow_open 9090
    id=$(daemon_id)
    check "service igdaot restart" router "service igdaot restart"
    check "it is another process" eventually 5 eval "[ -n \"\$(daemon_id)\" ] && not daemon_is $id"
    check "it is ready" eventually 5 daemon_ready
    check "it knows the open ports" router "service igdaot status | grep -cE '^tcp +(8080|9090)' | grep -x 2"
    check "the port is open" internet_gets 8080
    check "the connection still stands" flow_alive
}

lab_case status "What service igdaot status says"
status() {
    installed_router || return 1
    open_port 8080 > /dev/null
    check "running: so, the WAN address, the firewall, the open ports" router "service igdaot status | tr '\n' ' ' | grep -E 'running .*11\.22\.33\.2.*Firewall ready.*8080'"
    check "and it is a success" router "service igdaot status"
    router "service igdaot stop"
    eventually 5 daemon_gone
    check "stopped: so" eventually 2 says "inactive|not running" router "service igdaot status"
    check "and it is no success" not router "service igdaot status"
    router "service igdaot start"
    check "(it is ready)" eventually 5 daemon_ready
    check "(a port is open)" open_port 8080
    router "uci set igdaot.main.enabled=0; uci commit igdaot; service igdaot reload"
    check "switched off in the configuration: nothing runs" eventually 3 daemon_gone
    check "and the port is shut" internet_is_shut_out 8080
    check "and status says why" says "enabled|disabled|off" router "service igdaot status"
    router "uci set igdaot.main.enabled=1; uci set igdaot.main.http_port=nonsense; uci commit igdaot; rm -rf /var/etc/igdaot; service igdaot start" > /dev/null 2>&1
    check "with a mistake in the configuration: nothing runs" daemon_gone
    check "and status says which" says http_port router "service igdaot status"
}

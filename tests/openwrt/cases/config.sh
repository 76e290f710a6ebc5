# Mistakes in /etc/config/igdaot.

# broken WORDS PATTERN COMMAND: COMMAND changes the file on the router; the log must match PATTERN, and all goes on.
broken() {
    router "cp /etc/config/igdaot /tmp/good; $3"
    log_clear
    router "service igdaot reload" > "$lab_folder/said" 2>&1
    check "$1: the line is told in the log" logged "$2"
    check "$1: and where the command was given" grep -E "$2" "$lab_folder/said"
    check "$1: it says that the last good one goes on" logged "last good"
    check "$1: the running one goes on" daemon_is "$id"
    check "$1: the port is open" internet_gets 8080
    router "cp /tmp/good /etc/config/igdaot"
}

lab_case broken_config "A mistake in the configuration"
broken_config() {
    local id line
    installed_router || return 1
    check "a port is open" open_port 8080
    id=$(daemon_id)
    line=$(router "wc -l < /etc/config/igdaot")
    broken "a quote that is not closed" "line $((line + 1))" "printf \"\\toption log_level 'debug\\n\" >> /etc/config/igdaot"
    broken "an option that does not exist" "line $((line + 1)).*colour" "printf \"\\toption colour 'red'\\n\" >> /etc/config/igdaot"
    broken "a value that makes no sense" "line $((line + 1)).*http_port" "printf \"\\toption http_port 'web'\\n\" >> /etc/config/igdaot"
    broken "a line that is no UCI" "line 5" "sed -i '5s/.*/hello/' /etc/config/igdaot"
    router "uci set igdaot.main.log_level=info"
    router "service igdaot reload"
    check "what is set but not committed does not trouble it" daemon_is "$id"
    router "uci revert igdaot; service igdaot reload"

    router "printf \"\\toption colour 'red'\\n\" >> /etc/config/igdaot"
    router_down
    router_up || return 1
    check "a boot with a mistake: it is not started" daemon_gone
    check "and says so, with the line" logged "line $((line + 1)).*colour"
    check "and says that it is not started" logged "not started"
    check "the firewall stands" nft_has 'chain forward_wan'
    check "the router's own ports are shut to the Internet" internet_is_shut_out 22
    router "sed -i '/colour/d' /etc/config/igdaot; service igdaot reload"
    check "after the repair, a reload starts it" eventually 5 daemon_ready
    check "a port opens" open_port 8080
    check "the Internet host reaches the web server" internet_gets 8080
}

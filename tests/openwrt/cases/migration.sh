# The configuration of miniupnpd, /etc/config/upnpd, is taken over.

# migrated: installs the package over the file on standard input as /etc/config/upnpd.
migrated() {
    home_up
    router_up || return 1
    router_put /etc/config/upnpd
    router "md5sum < /etc/config/upnpd" > "$lab_folder/upnpd-before"
    scp "$package"
    router "opkg install /tmp/${package##*/}" > "$lab_folder/said" 2>&1
}
option_is() {
    local value
    value=$(router "uci -q get igdaot.main.$1")
    echo "igdaot.main.$1 is '$value'"
    [ "$value" = "$2" ]
}
rule_is() {
    local words
    words=$(router "uci -q show igdaot.@permission[$1]" | sed -n 's/^igdaot\.[^.=]*\.\([a-z_]*=.*\)/\1/p' | sort | tr '\n' ' ')
    echo "rule $1 is $words"
    [ "$words" = "$2 " ]
}
told() { grep -E -- "$1" "$lab_folder/said" && logged "$1"; }
not_told() { not grep -E -- "$1" "$lab_folder/said"; }
knows_permissions() {
    printf "config igdaot 'main'\n\toption external_device 'wan'\n\tlist internal_device 'lan'\nconfig permission\n\toption action 'allow'\n" > "$lab_folder/permission"
    "$daemon" --check -c "$lab_folder/permission" > /dev/null 2>&1
}
program_is_content() {
    if knows_permissions; then
        check "igdaotd is content with the result" router "cat /etc/config/igdaot > /tmp/c; printf \"config igdaot\n\toption external_device wan\n\tlist internal_device br-lan\n\" >> /tmp/c; igdaotd --check -c /tmp/c"
        check "and runs with it" eventually 5 daemon_ready
    else
        skip "igdaotd is content with the result" "this igdaotd has no permission rules yet"
    fi
}

lab_case migration_stock "The configuration that miniupnpd's package ships"
migration_stock() {
    migrated << 'END' || return 1
config upnpd 'config'
	option enabled '1'
	option enable_natpmp '1'
	option enable_upnp '1'
	option secure_mode '1'
	option log_output '0'
	option download '1024'
	option upload '512'
	option internal_iface 'lan'
	option port '5000'
	option upnp_lease_file '/var/run/miniupnpd.leases'
	option upnp_lease_file6 '/var/run/miniupnpd.leases6'
	option igdv1 '1'

config perm_rule
	option action 'allow'
	option ext_ports '1024-65535'
	option int_addr '0.0.0.0/0'
	option int_ports '1024-65535'
	option comment 'Allow high ports'

config perm_rule
	option action 'deny'
	option ext_ports '0-65535'
	option int_addr '0.0.0.0/0'
	option int_ports '0-65535'
	option comment 'Default deny'
END
    check "it is switched on" option_is enabled 1
    check "the LAN" option_is internal_network lan
    check "the rates, in bits a second" eval 'option_is downstream_bit_rate 8388608 && option_is upstream_bit_rate 4194304'
    check "the first rule" rule_is 0 "action='allow' comment='Allow high ports' external_port='1024-65535' internal_port='1024-65535'"
    check "the second rule" rule_is 1 "action='deny' comment='Default deny'"
    check "no third" not rule_is 2 ""
    check "only that it was done is told" test "$(grep -c upnpd "$lab_folder/said")" = 1
    check "the old file is as it was" test "$(router 'md5sum < /etc/config/upnpd')" = "$(cat "$lab_folder/upnpd-before")"
    program_is_content
}

lab_case migration_all "A configuration with every option that miniupnpd had"
migration_all() {
    migrated << 'END' || return 1
config upnpd 'config'
	option enabled '0'
	option enable_upnp '0'
	option enable_natpmp '1'
	option secure_mode '0'
	option igdv1 '0'
	option log_output '1'
	option download '100000'
	option upload '10000'
	option external_iface 'wan'
	option external_iface6 'wan6'
	option external_zone 'wan'
	option external_ip '11.22.33.99'
	option internal_iface 'lan guest'
	option port '5555'
	option upnp_lease_file '/var/run/miniupnpd.leases'
	option notify_interval '60'
	option presentation_url 'http://192.168.1.1/'
	option serial_number '123'
	option model_number '7'
	option uuid 'nocli'
	option use_stun '1'
	option stun_host 'stun.example.org'
	option stun_port '3478'
	option ext_allow_private_ipv4 '1'
	option ipv6_disable '1'
	option system_uptime '1'
	option clean_ruleset_interval '600'
	option force_forwarding '1'

config perm_rule
	option action 'deny'
	option ext_ports '22'
	option comment "Not the shell's"

config perm_rule
	option action 'allow'
	option ext_ports '1000:2000'
	option int_addr '192.168.1.10'
	option int_ports '0-65535'

config perm_rule
	option action 'allow'
	option ext_ports '0-100'
	option int_addr '192.168.3.0/24'
	option int_ports '80'

config perm_rule
END
    check "switched off stays off" option_is enabled 0
    check "and nothing runs" daemon_gone
    check "UPnP off" option_is upnp 0
    check "NAT-PMP and PCP on" eval 'option_is natpmp 1 && option_is pcp 1'
    check "not the secure mode" option_is secure_mode 0
    check "two LANs" option_is internal_network 'lan guest'
    check "the WAN" option_is external_network wan
    check "the HTTP port" option_is http_port 5555
    check "the log" option_is log_level debug
    check "rates" eval 'option_is downstream_bit_rate 819200000 && option_is upstream_bit_rate 81920000'
    check "rule 1: a port, and a comment with a quote" rule_is 0 "action='deny' comment='Not the shell'\\''s' external_port='22'"
    check "rule 2: a range with a colon, an address" rule_is 1 "action='allow' external_port='1000-2000' internal_client='192.168.1.10'"
    check "rule 3: a range from zero, a network, a port" rule_is 2 "action='allow' external_port='1-100' internal_client='192.168.3.0/24' internal_port='80'"
    check "rule 4: empty, which denied everything" rule_is 3 "action='deny'"
    for word in igdv1 use_stun ext_allow_private_ipv4 external_iface6 external_ip notify_interval presentation_url; do
        check "told: $word" told "$word"
    done
    check "told nothing of what nobody acts on" not_told 'uuid|serial_number|stun_host|lease_file|system_uptime'
    check "the old file is as it was" test "$(router 'md5sum < /etc/config/upnpd')" = "$(cat "$lab_folder/upnpd-before")"
    if knows_permissions; then
        router "uci set igdaot.main.enabled=1; uci commit igdaot; service igdaot reload"
    fi
    program_is_content
}

lab_case migration_odd "A configuration with odd values"
migration_odd() {
    migrated << 'END' || return 1
config upnpd 'config'
	option enabled '1'
	option enable_upnp 'maybe'
	option download 'fast'
	option upload '512'
	option port '99999'
	option external_zone 'nosuch'
	option internal_iface 'lan'

config perm_rule
	option action 'allow'
	option ext_ports '1024-65535'

config perm_rule
	option action 'forbid'
	option ext_ports '1-1023'

config perm_rule
	option action 'allow'
	option ext_ports '900-100'

config perm_rule
	option action 'allow'
	option int_addr 'my-pc'
END
    for word in "enable_upnp 'maybe'" "download 'fast'" "port '99999'" "external_zone 'nosuch'" "rule 2: action 'forbid'" "rule 3: ext_ports '900-100'" "rule 4: int_addr 'my-pc'"; do
        check "told: $word" told "$word"
    done
    check "with rules that nobody understands it stays off" eval 'option_is enabled 0 && daemon_gone'
    check "and says what to do" told 'stays off.*permission'
    check "no rule lets in more than was meant" not eval "router 'uci show igdaot' | grep -E 'external_port=.(900|100)|forbid|my-pc'"
    check "the defaults are left" eval 'option_is upnp 1 && not router "uci -q get igdaot.main.http_port"'
}

lab_case migration_zone "The WAN by its firewall zone"
migration_zone() {
    migrated << 'END' || return 1
config upnpd 'config'
	option enabled '1'
	option external_zone 'wan'
END
    check "the zone's network with IPv4 is the WAN" option_is external_network wan
    check "it is ready" eventually 5 daemon_ready
}

lab_case migration_once "Taken over once, and not over somebody's own configuration"
migration_once() {
    migrated << 'END' || return 1
config upnpd 'config'
	option enabled '1'
	option port '5555'
END
    check "taken over" option_is http_port 5555
    router "uci set igdaot.main.http_port=6666; uci commit igdaot; opkg remove igdaot; opkg install /tmp/${package##*/}" > "$lab_folder/said" 2>&1
    check "removed and installed again: one's own value stays" option_is http_port 6666
    check "and nothing is told" not_told upnpd
    router "printf 'config upnpd config\n\toption port \\047oops\n' > /etc/config/upnpd; opkg remove igdaot; rm -f /etc/config/igdaot /etc/config/igdaot-opkg; opkg install /tmp/${package##*/}" > "$lab_folder/said" 2>&1
    check "a file that is no UCI is told" told 'cannot be read'
    check "and it runs with the defaults" eventually 5 daemon_ready
}

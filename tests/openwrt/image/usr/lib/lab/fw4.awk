# Renders /etc/config/firewall the way OpenWrt's fw4 does: the same chains, order, defines and includes, in one table.
# Variables: networks, a file with lines NETWORK DEVICE PHYSICAL-DEVICE; services, a file with lines
# SERVICE INSTANCE |firewall|N|OPTION<tab>TYPE<tab>VALUE; has_flowtable, when an old one must go first.

function set_of(words, always,    part, n, i, text) {
    n = split(words, part, " ")
    if (n == 1 && !always) return part[1]
    for (i = 1; i <= n; i++) text = text (i > 1 ? ", " : "") part[i]
    return "{ " text " }"
}

function names_of(words, always,    part, n, i, text) {
    n = split(words, part, " ")
    for (i = 1; i <= n; i++) text = text (i > 1 ? " " : "") "\"" part[i] "\""
    return set_of(text, always)
}

function verdict_of(target) {
    if (target == "REJECT") return "jump handle_reject"
    return tolower(target)
}

# What a packet from or to a zone must match, "" where the zone has no device yet.
function match_of(zone, direction) {
    if (zone_devices[zone] == "") return ""
    return direction " " names_of(zone_devices[zone])
}

function jump_to_zone(kind, zone, direction,    condition) {
    condition = match_of(zone, direction)
    if (condition != "") printf "\t\t%s jump %s_%s\n", condition, kind, zone
}

function includes(position, chain,    folder, path, command, i) {
    if (auto_includes) {
        folder = "/usr/share/nftables.d/" position (chain != "" ? "/" chain : "")
        command = "ls -1 " folder "/*.nft 2>/dev/null"
        while ((command | getline path) > 0) {
            # A folder chain-pre/X must not be taken for a file of the table.
            printf "%sinclude \"%s\"\n", (position ~ /^ruleset/ ? "" : chain != "" ? "\t\t" : "\t"), path
        }
        close(command)
    }
    for (i = 1; i <= own_includes; i++)
        if (include_position[i] == position && include_chain[i] == chain) printf "\t\tinclude \"%s\"\n", include_path[i]
}

function add_rule(chain, text) {
    rules[chain]++
    rule[chain, rules[chain]] = text
}

function print_rules(chain,    i) {
    for (i = 1; i <= rules[chain]; i++) print "\t\t" rule[chain, i]
}

function ports(option, direction, protocol) { return option == "" ? "" : protocol " " direction " " set_of(option) " " }

# A `rule` section, of the file or of a service.
function read_rule(i,    source, target, destination, protocols, part, n, p, text, family, name, chain, types, verdict) {
    if (option_of(i, "enabled", "1") == "0") return
    source = option_of(i, "src")
    destination = option_of(i, "dest")
    target = option_of(i, "target", "DROP")
    protocols = option_of(i, "proto", "tcpudp")
    family = option_of(i, "family")
    types = option_of(i, "icmp_type")
    if (protocols == "tcpudp") protocols = "tcp udp"
    name = option_of(i, "name", "@rule")
    n = split(protocols, part, " ")
    for (p = 1; p <= n; p++) {
        text = ""
        if (family == "ipv4" || option_of(i, "src_ip") ~ /^[0-9.\/]+$/) text = "meta nfproto ipv4 "
        if (family == "ipv6") text = "meta nfproto ipv6 "
        if (option_of(i, "src_ip") ~ /^[0-9.\/]+$/) text = text "ip saddr " option_of(i, "src_ip") " "
        if (part[p] == "icmp" && types != "") text = text (family == "ipv6" ? "icmpv6" : "icmp") " type " set_of(types) " "
        else if (part[p] != "all" && option_of(i, "dest_port") == "") text = text "meta l4proto " part[p] " "
        text = text ports(option_of(i, "dest_port"), "dport", part[p])
        verdict = verdict_of(target)
        chain = destination != "" ? "forward_" source : source == "*" ? "input" : "input_" source
        if (destination != "" && destination != "*") {
            verdict = "jump " tolower(target) "_to_" destination
            reaches[destination, tolower(target)] = 1
        }
        add_rule(chain, text "counter " verdict " comment \"!fw4: " name "\"")
    }
}

# A `redirect` section with a target in a LAN; reflected to that zone when it masquerades outwards.
function read_redirect(i,    source, destination, protocols, part, n, p, text, port, to) {
    if (option_of(i, "enabled", "1") == "0") return
    source = option_of(i, "src")
    destination = option_of(i, "dest")
    to = option_of(i, "dest_ip")
    port = option_of(i, "dest_port", option_of(i, "src_dport"))
    protocols = option_of(i, "proto", "tcpudp")
    if (protocols == "tcpudp") protocols = "tcp udp"
    n = split(protocols, part, " ")
    for (p = 1; p <= n; p++) {
        text = "meta nfproto ipv4 " ports(option_of(i, "src_dport"), "dport", part[p])
        add_rule("dstnat_" source, text "counter dnat ip to " to ":" port " comment \"!fw4: " option_of(i, "name", "@redirect") "\"")
    }
    is_dnat[source] = 1
    if (option_of(i, "reflection", "1") != "0" && destination != "" && is_masquerading[source]) {
        is_dnat[destination] = 1
        is_snat[destination] = 1
        reaches[destination, "accept"] = 1
    }
}

function read_services(    text, part, path, key, last) {
    sections = 0
    while ((getline text < services) > 0) {
        split(text, part, "\t")
        split(part[1], path, "|")
        # SERVICE INSTANCE |firewall|N|OPTION
        if (path[2] != "firewall" || path[4] == "") continue
        key = path[1] path[3]
        if (key != last) add_section("rule", "")
        last = key
        put_option(sections, path[4], part[3], 0)
        if (path[4] == "type") section_type[sections] = part[3]
        if (path[4] == "name") value[sections, find_option(sections, "name"), 1] = "ubus:" path[1] "rule " path[3] ": " part[3]
    }
    for (i = 1; i <= sections; i++) {
        if (section_type[i] == "rule") read_rule(i)
        if (section_type[i] == "redirect") read_redirect(i)
    }
}

BEGIN {
    while ((getline text < networks) > 0) {
        split(text, part, " ")
        device_of[part[1]] = part[2]
        physical_of[part[1]] = part[3]
    }
    error = read_package("firewall")
    if (error != "") print "Failed to load /etc/config/firewall: " error > "/dev/stderr"
    input = output = forward = "DROP"
    auto_includes = 1
    # Zones first: everything else names them.
    for (i = 1; i <= sections; i++) {
        if (section_type[i] == "defaults") {
            input = option_of(i, "input", "DROP")
            output = option_of(i, "output", "DROP")
            forward = option_of(i, "forward", "DROP")
            syn_flood = option_of(i, "syn_flood", option_of(i, "synflood_protect", "0"))
            drop_invalid = option_of(i, "drop_invalid", "0")
            offloading = option_of(i, "flow_offloading", "0")
            auto_includes = option_of(i, "auto_includes", "1")
            if (option_of(i, "disable_ipv6") != "") print "Section @defaults[0] option 'disable_ipv6' is not supported by fw4" > "/dev/stderr"
        }
        if (section_type[i] == "zone" && option_of(i, "enabled", "1") != "0") {
            zone = option_of(i, "name")
            zone_of[++zones] = zone
            zone_input[zone] = option_of(i, "input", input)
            zone_output[zone] = option_of(i, "output", output)
            zone_forward[zone] = option_of(i, "forward", forward)
            is_masquerading[zone] = option_of(i, "masq", "0") == "1"
            is_snat[zone] = is_masquerading[zone]
            is_clamping[zone] = option_of(i, "mtu_fix", "0") == "1"
            zone_devices[zone] = option_of(i, "device")
            n = split(option_of(i, "network"), part, " ")
            for (p = 1; p <= n; p++) {
                device = device_of[part[p]]
                if (device == "" || index(" " zone_devices[zone] " ", " " device " ")) continue
                zone_devices[zone] = zone_devices[zone] (zone_devices[zone] == "" ? "" : " ") device
                if (!(physical_of[part[p]] in is_offloading)) flow_devices = flow_devices " " physical_of[part[p]]
                is_offloading[physical_of[part[p]]] = 1
            }
            reaches[zone, tolower(zone_output[zone])] = 1
            reaches[zone, tolower(zone_forward[zone])] = 1
        }
        if (section_type[i] == "include" && option_of(i, "type") == "nftables") {
            include_path[++own_includes] = option_of(i, "path")
            include_position[own_includes] = option_of(i, "position", "table-append")
            sub(/append$/, "post", include_position[own_includes])
            sub(/prepend$/, "pre", include_position[own_includes])
            include_chain[own_includes] = option_of(i, "chain")
        }
    }
    read_services()
    read_package("firewall")
    for (i = 1; i <= sections; i++)
        if (section_type[i] == "rule") read_rule(i)
    for (i = 1; i <= sections; i++)
        if (section_type[i] == "forwarding") {
            reaches[option_of(i, "dest"), "accept"] = 1
            add_rule("forward_" option_of(i, "src"), "jump accept_to_" option_of(i, "dest") " comment \"!fw4: Accept " option_of(i, "src") " to " option_of(i, "dest") " forwarding\"")
        }
    for (i = 1; i <= sections; i++)
        if (section_type[i] == "redirect") read_redirect(i)

    if (print_zones) {
        for (z = 1; z <= zones; z++) print zone_of[z] "|" zone_devices[zone_of[z]]
        for (i = 1; i <= sections; i++)
            if (section_type[i] == "zone") {
                n = split(option_of(i, "network"), part, " ")
                for (p = 1; p <= n; p++) print "network|" part[p] "|" option_of(i, "name")
            }
        for (i = 1; i <= sections; i++)
            if (section_type[i] == "include" && option_of(i, "type", "script") == "script") print "script|" option_of(i, "path")
        exit
    }

    states = "established : accept, related : accept" (drop_invalid == "1" ? ", invalid : drop" : "")
    print "table inet fw4\nflush table inet fw4"
    if (has_flowtable) print "delete flowtable inet fw4 ft"
    includes("ruleset-pre", "")
    print "table inet fw4 {"
    if (offloading == "1" && flow_devices != "")
        printf "\tflowtable ft {\n\t\thook ingress priority 0;\n\t\tdevices = %s;\n\t\tcounter;\n\t}\n", names_of(flow_devices, 1)
    for (z = 1; z <= zones; z++) {
        name = zone_of[z]
        if (name ~ /^[0-9]/) name = "_" name
        printf "\tdefine %s_devices = %s\n\tdefine %s_subnets = {  }\n", name, names_of(zone_devices[zone_of[z]], 1), name
    }
    print "\tinclude \"/etc/nftables.d/*.nft\""
    includes("table-pre", "")

    print "\tchain input {\n\t\ttype filter hook input priority filter; policy " (input == "ACCEPT" ? "accept" : "drop") ";"
    print "\t\tiif \"lo\" accept"
    includes("chain-pre", "input")
    print "\t\tct state vmap { " states " }"
    if (syn_flood == "1") print "\t\ttcp flags & (fin | syn | rst | ack) == syn jump syn_flood"
    print_rules("input")
    for (z = 1; z <= zones; z++) jump_to_zone("input", zone_of[z], "iifname")
    if (input == "REJECT") print "\t\tjump handle_reject"
    includes("chain-post", "input")
    print "\t}"

    print "\tchain forward {\n\t\ttype filter hook forward priority filter; policy " (forward == "ACCEPT" ? "accept" : "drop") ";"
    if (offloading == "1" && flow_devices != "") print "\t\tmeta l4proto { tcp, udp } flow offload @ft"
    includes("chain-pre", "forward")
    print "\t\tct state vmap { " states " }"
    print_rules("forward")
    for (z = 1; z <= zones; z++) jump_to_zone("forward", zone_of[z], "iifname")
    includes("chain-post", "forward")
    if (forward == "REJECT") print "\t\tjump handle_reject"
    print "\t}"

    print "\tchain output {\n\t\ttype filter hook output priority filter; policy " (output == "ACCEPT" ? "accept" : "drop") ";"
    print "\t\toif \"lo\" accept"
    includes("chain-pre", "output")
    print "\t\tct state vmap { " states " }"
    for (z = 1; z <= zones; z++) jump_to_zone("output", zone_of[z], "oifname")
    includes("chain-post", "output")
    if (output == "REJECT") print "\t\tjump handle_reject"
    print "\t}"

    print "\tchain prerouting {\n\t\ttype filter hook prerouting priority filter; policy accept;\n\t}"
    print "\tchain handle_reject {\n\t\tmeta l4proto tcp reject with tcp reset\n\t\treject with icmpx type port-unreachable\n\t}"
    if (syn_flood == "1") print "\tchain syn_flood {\n\t\tlimit rate 25/second burst 50 packets return\n\t\tdrop\n\t}"
    for (z = 1; z <= zones; z++) {
        zone = zone_of[z]
        print "\tchain input_" zone " {"
        includes("chain-pre", "input_" zone)
        print_rules("input_" zone)
        if (is_dnat[zone]) print "\t\tct status dnat accept"
        includes("chain-post", "input_" zone)
        print "\t\tjump " tolower(zone_input[zone]) "_from_" zone "\n\t}"

        print "\tchain output_" zone " {"
        includes("chain-pre", "output_" zone)
        includes("chain-post", "output_" zone)
        print "\t\tjump " tolower(zone_output[zone]) "_to_" zone "\n\t}"

        print "\tchain forward_" zone " {"
        includes("chain-pre", "forward_" zone)
        print_rules("forward_" zone)
        if (is_dnat[zone]) print "\t\tct status dnat accept"
        includes("chain-post", "forward_" zone)
        print "\t\tjump " tolower(zone_forward[zone]) "_to_" zone "\n\t}"

        print "\tchain " tolower(zone_input[zone]) "_from_" zone " {"
        if (zone_devices[zone] != "") print "\t\t" match_of(zone, "iifname") " counter " verdict_of(zone_input[zone])
        print "\t}"
        for (v = split("accept reject drop", verdicts, " "); v >= 1; v--) {
            if (!((zone, verdicts[v]) in reaches)) continue
            print "\tchain " verdicts[v] "_to_" zone " {"
            if (zone_devices[zone] != "") {
                if (verdicts[v] == "accept" && is_masquerading[zone] && drop_invalid != "1")
                    print "\t\tmeta nfproto ipv4 " match_of(zone, "oifname") " ct state invalid counter drop"
                print "\t\t" match_of(zone, "oifname") " counter " verdict_of(toupper(verdicts[v]))
            }
            print "\t}"
        }
    }

    print "\tchain dstnat {\n\t\ttype nat hook prerouting priority dstnat; policy accept;"
    includes("chain-pre", "dstnat")
    for (z = 1; z <= zones; z++)
        if (is_dnat[zone_of[z]]) jump_to_zone("dstnat", zone_of[z], "iifname")
    includes("chain-post", "dstnat")
    print "\t}\n\tchain srcnat {\n\t\ttype nat hook postrouting priority srcnat; policy accept;"
    includes("chain-pre", "srcnat")
    for (z = 1; z <= zones; z++)
        if (is_snat[zone_of[z]]) jump_to_zone("srcnat", zone_of[z], "oifname")
    includes("chain-post", "srcnat")
    print "\t}"
    for (z = 1; z <= zones; z++) {
        zone = zone_of[z]
        if (is_dnat[zone]) {
            print "\tchain dstnat_" zone " {"
            includes("chain-pre", "dstnat_" zone)
            print_rules("dstnat_" zone)
            includes("chain-post", "dstnat_" zone)
            print "\t}"
        }
        if (is_snat[zone]) {
            print "\tchain srcnat_" zone " {"
            includes("chain-pre", "srcnat_" zone)
            if (is_masquerading[zone]) print "\t\tmeta nfproto ipv4 masquerade"
            includes("chain-post", "srcnat_" zone)
            print "\t}"
        }
    }

    print "\tchain raw_prerouting {\n\t\ttype filter hook prerouting priority raw; policy accept;"
    includes("chain-post", "raw_prerouting")
    print "\t}\n\tchain raw_output {\n\t\ttype filter hook output priority raw; policy accept;"
    includes("chain-pre", "raw_output")
    includes("chain-post", "raw_output")
    print "\t}"
    for (v = split("mangle_prerouting mangle_postrouting mangle_input mangle_output mangle_forward", chains, " "); v >= 1; v--) {
        hook = substr(chains[v], 8)
        printf "\tchain %s {\n\t\ttype %s hook %s priority mangle; policy accept;\n", chains[v], (hook == "output" ? "route" : "filter"), hook
        includes("chain-pre", chains[v])
        for (z = 1; z <= zones; z++)
            if (is_clamping[zone_of[z]] && zone_devices[zone_of[z]] != "" && hook ~ /forward|postrouting/)
                print "\t\t" match_of(zone_of[z], hook == "forward" ? "iifname" : "oifname") " tcp flags syn / syn,fin,rst tcp option maxseg size set rt mtu"
        includes("chain-post", chains[v])
        print "\t}"
    }
    includes("table-post", "")
    print "}"
    includes("ruleset-post", "")
}

# validate_data: holds options against types, and prints shell that sets one variable each.

function is_number(text) { return text ~ /^-?[0-9]+$/ }

# C's int: what is larger wraps, in the bounds of a range too.
function to_int(number) {
    number = number % 4294967296
    return number >= 2147483648 ? number - 4294967296 : number
}

function in_range(text, low, high) { return is_number(text) && text + 0 >= low && text + 0 <= high }

function is_port_range(text,    end) {
    if (split(text, end, "-") == 1) return in_range(text, 0, 65535)
    return split(text, end, "-") == 2 && in_range(end[1], 0, 65535) && in_range(end[2], 0, 65535) && end[1] + 0 <= end[2] + 0
}

function is_network(text,    part, address, n, i) {
    n = split(text, part, "/")
    if (n > 2 || n == 2 && !in_range(part[2], 0, 32)) return 0
    if (split(part[1], address, ".") != 4) return 0
    for (i = 1; i <= 4; i++)
        if (!in_range(address[i], 0, 255)) return 0
    return 1
}

function suits(type, text,    inner, part, n, i) {
    if (match(type, /^[a-z0-9]+\(.*\)$/)) {
        inner = substr(type, index(type, "(") + 1)
        inner = substr(inner, 1, length(inner) - 1)
        type = substr(type, 1, index(type, "(") - 1)
    }
    if (type == "list") {
        n = split(text, part, /[ \t]+/)
        for (i = 1; i <= n; i++)
            if (!suits(inner, part[i])) return 0
        return 1
    }
    if (type == "or") {
        n = split(inner, part, ",")
        for (i = 1; i <= n; i++)
            if (part[i] ~ /^".*"$/ ? part[i] == "\"" text "\"" : suits(part[i], text)) return 1
        return 0
    }
    if (type == "range") {
        split(inner, part, ",")
        return in_range(text, to_int(part[1]), to_int(part[2]))
    }
    if (type == "bool") return text ~ /^(0|1|on|off|true|false|yes|no|enabled|disabled)$/
    if (type == "uinteger") return text ~ /^[0-9]+$/
    if (type == "integer") return is_number(text)
    if (type == "port") return in_range(text, 0, 65535)
    if (type == "portrange") return is_port_range(text)
    if (type == "cidr4") return is_network(text)
    if (type == "ip4addr") return is_network(text) && text !~ /\//
    if (type == "uciname") return text ~ /^[A-Za-z0-9_]+$/
    if (type == "device" || type == "host" || type == "string" || type == "file") return text != ""
    print "validate_data of the lab: no type " type > "/dev/stderr"
    return 0
}

function shell_word(type, text) {
    if (type ~ /bool/) return text ~ /^(1|on|true|yes|enabled)$/ ? 1 : 0
    return type ~ /^(list\()?(string|device|host|file|or)/ ? quoted(text) : text
}

BEGIN {
    if (ARGC == 3) exit !suits(ARGV[1], ARGV[2])
    package = ARGV[1]
    if (ARGV[3] == "") {
        # For the service's entry in procd: what options there are.
        printf "json_add_object; json_add_string package '%s'; json_add_string type '%s'; json_add_object data; ", package, ARGV[2]
        for (a = 4; a < ARGC; a++) {
            split(ARGV[a], tuple, ":")
            printf "json_add_string '%s' '%s'; ", tuple[1], tuple[2]
        }
        printf "json_close_object; json_close_object; "
        exit 0
    }
    if (read_package(package) != "") exit 255
    section = find_section(ARGV[3])
    status = 0
    for (a = 4; a < ARGC; a++) {
        delete tuple
        split(ARGV[a], tuple, ":")
        j = section ? find_option(section, tuple[1]) : 0
        if (j && values[section, j] > 0) {
            good = 1
            text = ""
            for (k = 1; k <= values[section, j]; k++) {
                if (!suits(tuple[2], value[section, j, k])) good = 0
                text = text (k > 1 ? "\\ " : "") (suits(tuple[2], value[section, j, k]) ? shell_word(tuple[2], value[section, j, k]) : "")
                printf "%s.%s.%s=%s validates as %s with %s\n", package, ARGV[3], tuple[1], value[section, j, k], tuple[2], good ? "true" : "false" > "/dev/stderr"
            }
            if (good || is_list[section, j]) printf "%s=%s; ", tuple[1], text
            else printf "unset -v %s; ", tuple[1]
            if (!good) status = 255
        } else if (tuple[3] != "") {
            printf "%s=%s; ", tuple[1], shell_word(tuple[2], tuple[3])
        } else {
            printf "unset -v %s; ", tuple[1]
        }
    }
    exit status
}

# The uci command; see /sbin/uci, which gives directory, staged, quiet and extended.

function fail(text) {
    if (!quiet) print "uci: " text > "/dev/stderr"
    status = 1
    exit
}

function load(name,    error) {
    error = read_package(name)
    if (error == "") return 1
    if (parts > 0) fail(error)
    # All packages were asked for: the others are shown.
    if (!quiet) print "uci: " error > "/dev/stderr"
    return 0
}

# What stands for a section in `show`: an unnamed one has its place, unless it was asked for itself.
function shown(i,    j, number) {
    if (!is_unnamed[i] || !extended || parts > 1) return section_name[i]
    for (j = 1; j < i; j++)
        if (section_type[j] == section_type[i]) number++
    return "@" section_type[i] "[" (number + 0) "]"
}

function show_option(name, i, j,    k) {
    printf "%s.%s.%s=", name, shown(i), option_name[i, j]
    for (k = 1; k <= values[i, j]; k++) printf "%s%s", (k > 1 ? " " : ""), quoted(value[i, j, k])
    printf "\n"
}

function show_section(name, i,    j) {
    printf "%s.%s=%s\n", name, shown(i), section_type[i]
    for (j = 1; j <= options[i]; j++) show_option(name, i, j)
}

function show_changes(name,    i, sign, text) {
    for (i = 1; i <= changes; i++) {
        sign = substr(change[i], 1, 1)
        text = change[i]
        if (sign == "+" || sign == "@") text = substr(text, 2)
        if (sign == "|" || sign == "~") {
            text = substr(text, 2)
            sub(/=/, sign == "|" ? "+=" : "-=", text)
        }
        print text
    }
}

# PACKAGE.SECTION.OPTION=VALUE into part[], text and has_text.
function split_path(argument,    mark, path) {
    mark = index(argument, "=")
    path = mark ? substr(argument, 1, mark - 1) : argument
    text = mark ? substr(argument, mark + 1) : ""
    has_text = mark > 0
    parts = split(path, part, ".")
}

function stage(text) {
    system("mkdir -p " staged)
    print text >> (staged "/" part[1])
    if (close(staged "/" part[1]) != 0) fail("I/O error")
}

BEGIN {
    status = 0
    if (ARGC < 2) { status = 1; exit }
    verb = ARGV[1]
    argument = ARGV[2]
    split_path(argument)
    count = 0
    if (parts == 0) {
        while (("ls -1 " directory) | getline entry) packages[++count] = entry
    } else {
        packages[++count] = part[1]
    }
    if (verb == "show") {
        for (p = 1; p <= count; p++) {
            if (!load(packages[p])) continue
            if (parts < 2) {
                for (i = 1; i <= sections; i++) show_section(packages[p], i)
                continue
            }
            if (!(i = find_section(part[2]))) fail("Entry not found")
            if (parts == 2) show_section(part[1], i)
            else if (j = find_option(i, part[3])) show_option(part[1], i, j)
            else fail("Entry not found")
        }
    } else if (verb == "export") {
        for (p = 1; p <= count; p++) {
            if (!load(packages[p])) continue
            print "package " packages[p]
            write_package(names)
        }
    } else if (verb == "get") {
        load(part[1])
        if (parts < 2 || !(i = find_section(part[2]))) fail("Entry not found")
        if (parts == 2) { print section_type[i]; exit }
        if (!(j = find_option(i, part[3]))) fail("Entry not found")
        for (k = 1; k <= values[i, j]; k++) {
            text = value[i, j, k]
            printf "%s%s", (k > 1 ? " " : ""), (is_list[i, j] && text ~ /[ \t]/ ? quoted(text) : text)
        }
        printf "\n"
    } else if (verb == "changes") {
        for (p = 1; p <= count; p++) {
            if (load(packages[p])) show_changes(packages[p])
        }
    } else if (verb == "rewrite") {
        # For `commit`: the new file on standard output.
        load(part[1])
        write_package(0)
    } else if (verb == "add") {
        load(argument)
        i = add_section(ARGV[3], "")
        part[1] = argument
        stage("+" argument "." section_name[i] "=" quoted(ARGV[3]))
        print section_name[i]
    } else if (verb == "set" || verb == "add_list" || verb == "del_list" || verb == "rename") {
        if (!has_text || parts < 2) fail("Invalid argument")
        load(part[1])
        i = find_section(part[2])
        if (parts == 3 && !i || !is_identifier(part[parts]) && !(parts == 2 && i)) fail("Invalid argument")
        if (i) part[2] = section_name[i]
        if (verb == "rename" && parts == 3 && !find_option(i, part[3])) fail("Entry not found")
        path = part[1] "." part[2] (parts == 3 ? "." part[3] : "")
        stage((verb == "add_list" ? "|" : verb == "del_list" ? "~" : verb == "rename" ? "@" : "") path "=" quoted(text))
    } else if (verb == "delete" || verb == "del") {
        load(part[1])
        if (parts < 2 || !(i = find_section(part[2]))) fail("Entry not found")
        if (parts == 3 && !find_option(i, part[3])) fail("Entry not found")
        stage("-" part[1] "." section_name[i] (parts == 3 ? "." part[3] : ""))
    } else {
        print "uci: the lab has no command '" verb "'" > "/dev/stderr"
        status = 1
    }
    exit
}

END { exit status }

# UCI files: reading them, changes that are not committed, and writing. Used by uci, validate_data and fw4 of this image.
#
#   read_package(NAME)   -> error text, or "" and the sections 1..sections:
#       section_name[i] section_type[i] is_unnamed[i]
#       options[i]; option_name[i,j] is_list[i,j] values[i,j] value[i,j,k]

function quoted(text) {
    gsub(/'/, "'\\''", text)
    return "'" text "'"
}

# One word of a line from position at (global); sets word, and is_word when there was one. Errors go to problem.
function next_word(    mark, c, rest) {
    word = ""
    is_word = 0
    while (at <= length(line)) {
        c = substr(line, at, 1)
        if (c != " " && c != "\t") break
        at++
    }
    while (at <= length(line)) {
        c = substr(line, at, 1)
        if (c == " " || c == "\t") return
        if (c == "#" && !is_word) { at = length(line) + 1; return }
        if (c == ";") return
        is_word = 1
        if (c == "'") {
            at++
            while ((mark = index(substr(line, at), "'")) == 0) {
                word = word substr(line, at)
                if ((getline rest < file) <= 0) { problem = "EOF with unterminated '"; at = length(line) + 2; return }
                word = word "\n"
                line_number++
                line = rest
                at = 1
            }
            word = word substr(line, at, mark - 1)
            at += mark
        } else if (c == "\"") {
            at++
            while (1) {
                if (at > length(line)) {
                    if ((getline rest < file) <= 0) { problem = "EOF with unterminated \""; at = length(line) + 2; return }
                    word = word "\n"
                    line_number++
                    line = rest
                    at = 1
                    continue
                }
                c = substr(line, at++, 1)
                if (c == "\"") break
                if (c == "\\") c = substr(line, at++, 1)
                word = word c
            }
        } else if (c == "\\") {
            word = word substr(line, at + 1, 1)
            at += 2
        } else {
            word = word c
            at++
        }
    }
}

function section_hash(text,    i, sum) {
    sum = 5381
    for (i = 1; i <= length(text); i++) sum = (sum * 33 + index("abcdefghijklmnopqrstuvwxyz_0123456789", substr(text, i, 1))) % 65536
    return sum
}

function find_section(name,    i, type, number) {
    if (match(name, /^@.*\[-?[0-9]+\]$/)) {
        type = substr(name, 2, index(name, "[") - 2)
        number = substr(name, index(name, "[") + 1) + 0
        if (number >= 0) {
            for (i = 1; i <= sections; i++)
                if (section_type[i] == type && number-- == 0) return i
        } else {
            for (i = sections; i >= 1; i--)
                if (section_type[i] == type && ++number == 0) return i
        }
        return 0
    }
    for (i = 1; i <= sections; i++)
        if (section_name[i] == name) return i
    return 0
}

function add_section(type, name,    i) {
    if (name != "" && (i = find_section(name)) != 0) {
        section_type[i] = type
        return i
    }
    i = ++sections
    section_type[i] = type
    is_unnamed[i] = name == ""
    section_name[i] = name != "" ? name : sprintf("cfg%02x%04x", i, section_hash(type))
    options[i] = 0
    return i
}

function find_option(i, name,    j) {
    for (j = 1; j <= options[i]; j++)
        if (option_name[i, j] == name) return j
    return 0
}

function put_option(i, name, text, list,    j) {
    j = find_option(i, name)
    if (j == 0) {
        j = ++options[i]
        option_name[i, j] = name
        values[i, j] = 0
    } else if (!list) {
        values[i, j] = 0
    }
    is_list[i, j] = list
    value[i, j, ++values[i, j]] = text
}

function drop_option(i, j,    k) {
    for (; j < options[i]; j++) {
        option_name[i, j] = option_name[i, j + 1]
        is_list[i, j] = is_list[i, j + 1]
        values[i, j] = values[i, j + 1]
        for (k = 1; k <= values[i, j]; k++) value[i, j, k] = value[i, j + 1, k]
    }
    options[i]--
}

function drop_section(i,    j, k) {
    for (; i < sections; i++) {
        section_name[i] = section_name[i + 1]
        section_type[i] = section_type[i + 1]
        is_unnamed[i] = is_unnamed[i + 1]
        options[i] = options[i + 1]
        for (j = 1; j <= options[i]; j++) {
            option_name[i, j] = option_name[i + 1, j]
            is_list[i, j] = is_list[i + 1, j]
            values[i, j] = values[i + 1, j]
            for (k = 1; k <= values[i, j]; k++) value[i, j, k] = value[i + 1, j, k]
        }
    }
    sections--
}

function is_identifier(text) { return text ~ /^[A-Za-z0-9_]+$/ }

function parse_line(    verb, name, text, has_text) {
    at = 1
    next_word()
    if (problem != "" || !is_word) return
    verb = word
    if (verb != "config" && verb != "option" && verb != "list" && verb != "package") {
        at = match(line, /[^ \t]/)
        problem = "invalid command"
        return
    }
    next_word()
    name = word
    if (problem == "" && !is_word && verb != "package") problem = "insufficient arguments"
    if (problem != "") return
    next_word()
    text = word
    has_text = is_word
    if (problem != "") return
    next_word()
    if (problem == "" && is_word) problem = "too many arguments"
    if (problem != "") return
    if (verb == "config") {
        if (has_text && !is_identifier(text)) { problem = "invalid character in name field"; return }
        current = add_section(name, text)
    } else if (verb != "package") {
        if (current == 0) { at = 1; problem = "option/list command found before the first section"; return }
        if (!is_identifier(name)) { problem = "invalid character in name field"; return }
        if (has_text) put_option(current, name, text, verb == "list")
    }
}

# Reads DIRECTORY/NAME and what is staged for it.
function read_package(name) {
    sections = 0
    current = 0
    problem = ""
    line_number = 0
    file = directory "/" name
    if ((getline line < file) < 0) return "Entry not found"
    close(file)
    while (problem == "" && (getline line < file) > 0) {
        line_number++
        # Nearly every line looks like this, and is read fast.
        if (current && match(line, /^[ \t]+(option|list)[ \t]+[A-Za-z0-9_]+[ \t]+'[^']*'$/)) {
            split(line, pair, "'")
            split(line, field, /[ \t]+/)
            put_option(current, field[3], pair[2], field[2] == "list")
        } else {
            parse_line()
        }
        if (problem != "") problem = "Parse error (" problem ") at line " line_number ", byte " (at > 0 ? at - 1 : 0)
        if (problem != "" && lenient) {
            # Passed over, as scripts get it that read with -S.
            print "uci: " problem > "/dev/stderr"
            problem = ""
        }
    }
    close(file)
    if (problem != "") return problem
    read_changes(name)
    return ""
}

function read_changes(name,    file, text, sign, path, i, j, k, n, part, mark) {
    changes = 0
    file = staged "/" name
    while ((getline text < file) > 0) {
        # A value over several lines ends with the quote.
        while (text ~ /='/ && text !~ /'$/ && (getline mark < file) > 0) text = text "\n" mark
        change[++changes] = text
        sign = substr(text, 1, 1)
        if (sign ~ /[-+|~@^]/) text = substr(text, 2)
        else sign = ""
        mark = index(text, "=")
        path = mark ? substr(text, 1, mark - 1) : text
        text = mark ? substr(text, mark + 1) : ""
        if (text ~ /^'.*'$/) {
            text = substr(text, 2, length(text) - 2)
            gsub(/'\\''/, "'", text)
        }
        n = split(path, part, ".")
        i = find_section(part[2])
        j = n > 2 && i ? find_option(i, part[3]) : 0
        if (sign == "+") {
            i = add_section(text, part[2])
            is_unnamed[i] = 1
        } else if (sign == "" && n == 2) {
            add_section(text, part[2])
        } else if (!i) {
            continue
        } else if (sign == "") {
            put_option(i, part[3], text, 0)
        } else if (sign == "|") {
            put_option(i, part[3], text, 1)
        } else if (sign == "~" && j) {
            for (k = 1; k <= values[i, j]; k++)
                if (value[i, j, k] == text) {
                    for (; k < values[i, j]; k++) value[i, j, k] = value[i, j, k + 1]
                    values[i, j]--
                }
            if (values[i, j] == 0) drop_option(i, j)
        } else if (sign == "-" && n == 2) {
            drop_section(i)
        } else if (sign == "-" && j) {
            drop_option(i, j)
        } else if (sign == "@" && n == 2) {
            section_name[i] = text
            is_unnamed[i] = 0
        } else if (sign == "@" && j) {
            option_name[i, j] = text
        }
    }
    close(file)
}

# The file as uci writes it. names: unnamed sections get their made-up name.
function write_package(names,    i, j, k) {
    for (i = 1; i <= sections; i++) {
        printf "\nconfig %s%s\n", section_type[i], is_unnamed[i] && !names ? "" : " '" section_name[i] "'"
        for (j = 1; j <= options[i]; j++)
            for (k = 1; k <= values[i, j]; k++)
                printf "\t%s %s %s\n", is_list[i, j] ? "list" : "option", option_name[i, j], quoted(value[i, j, k])
    }
    printf "\n"
}

# The option of a section as one text, list entries with a blank between them.
function option_of(i, name, fallback,    j, k, text) {
    j = find_option(i, name)
    if (!j || values[i, j] == 0) return fallback
    text = value[i, j, 1]
    for (k = 2; k <= values[i, j]; k++) text = text " " value[i, j, k]
    return text
}

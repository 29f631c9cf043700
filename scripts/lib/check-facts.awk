# awk -f check-facts.awk facts.txt page: which of the facts are on the page.
# A fact is "description | series (regular expression) | operator | number"; it holds when one matching series has such a value,
# or, with the operator "none", when there is no such series.

function holds(value, operator, number) {
  if (operator == ">=") return value >= number
  if (operator == "<=") return value <= number
  if (operator == "==") return value == number
  if (operator == "none") return 1
  return 0
}

# First file: the facts.
NR == FNR {
  if ($0 ~ /^(#|$)/) next
  split($0, part, / *\| */)
  count++
  description[count] = part[1]
  series[count] = "^" part[2] "$"
  operator[count] = part[3]
  number[count] = part[4] + 0
  next
}

# Second file: the page. The value is what follows the last blank; no timestamps are on it.
/^#/ { next }
{
  for (fact = 1; fact <= count; fact++) {
    if (fact in evidence) continue
    value = $NF
    name = substr($0, 1, length($0) - length(value) - 1)
    if (name ~ series[fact] && holds(value + 0, operator[fact], number[fact])) evidence[fact] = $0
  }
}

END {
  for (fact = 1; fact <= count; fact++) {
    if (fact in evidence) {
      value = name = evidence[fact]
      sub(/.* /, "", value)
      sub(/ [^ ]*$/, "", name)
      sub(/schemaname="public",/, "", name)
      if (operator[fact] != "none") {
        printf "  %-40s %10s  %s\n", description[fact], value, name
      } else {
        missing++
        printf "  %-40s %10s  %s\n", description[fact], "STILL", name
      }
    } else if (operator[fact] == "none") {
      printf "  %-40s %10s\n", description[fact], "yes"
    } else {
      missing++
      printf "  %-40s %10s  %s %s %s\n", description[fact], "MISSING", series[fact], operator[fact], number[fact]
    }
  }
  exit missing > 0
}

#include "app/check_table.h"

#include <algorithm>
#include <map>
#include <set>

#include "app/unjudged_checks.h"
#include "base/text.h"
#include "web/finding_text.h"
#include "web/human.h"

namespace pgmedic {
namespace {

constexpr std::size_t kIndent = 2;
// Objects of one check, and places without an answer, that are shown when not everything is asked for.
constexpr std::size_t kObjectsShown = 10;
constexpr std::size_t kUnansweredShown = 20;

constexpr const char* kRed = "\033[1;31m";
constexpr const char* kYellow = "\033[1;33m";
constexpr const char* kMagenta = "\033[1;35m";
constexpr const char* kGreen = "\033[1;32m";

// A value beyond its threshold, and what its check says about how long it must be there.
struct Row {
  const Finding* finding = nullptr;
  std::string pending;  // "would alert after 5m"; empty: it counts already
};

std::size_t characters(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }));
}

std::string printable(const std::string& text) {
  std::string safe;
  for (const char c : repair_utf8(text)) {
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    safe += control ? "?" : std::string(1, c);
  }
  return safe;
}

std::string pending_text(const HealthView& target, const Finding& finding) {
  const auto check = std::find_if(target.checks.begin(), target.checks.end(), [&](const Check& one) { return one.name == finding.check; });
  return "would alert after " + (check == target.checks.end() ? "a while" : format_duration(check->hold));
}

std::vector<Row> collect_rows(const std::vector<HealthView>& targets) {
  std::vector<Row> rows;
  for (const HealthView& target : targets) {
    if (!target.status.up) {
      continue;  // its line says so, and its findings could say no more
    }
    for (const Finding& finding : target.report.findings) {
      rows.push_back({&finding, ""});
    }
    for (const Finding& finding : target.report.pending) {
      rows.push_back({&finding, pending_text(target, finding)});
    }
  }
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.finding->severity > b.finding->severity; });
  return rows;
}

class Table {
 public:
  Table(const std::vector<HealthView>& targets, const TableStyle& style) : targets_(targets), style_(style), rows_(collect_rows(targets)) {}

  std::string text() {
    add_verdict();
    for (const HealthView& target : targets_) {
      add_target(target.status);
    }
    for (const Row& row : rows_) {
      add_row(row);
    }
    add_more();
    add_unanswered();
    add_waiting();
    add_unjudged();
    return std::move(out_);
  }

 private:
  std::string coloured(const char* colour, const std::string& text) const { return style_.colour ? colour + text + "\033[0m" : text; }

  // A line that begins with a word in colour; what does not fit stands further in than the lines below it.
  void headline(const char* colour, const std::string& word, const std::string& rest) {
    constexpr std::size_t kHang = 4;
    const std::vector<std::string> lines = split(wrap_text(word + printable(rest), 0, style_.width - kHang), '\n');
    out_ += coloured(colour, word) + lines.front().substr(word.size()) + "\n";
    for (std::size_t i = 1; i < lines.size(); ++i) {
      out_ += lines[i].empty() ? "" : std::string(kHang, ' ') + lines[i] + "\n";
    }
  }

  void line(const std::string& text, std::size_t indent = kIndent) { out_ += wrap_text(printable(text), indent, style_.width); }

  std::size_t count(Severity severity) const {
    return static_cast<std::size_t>(
        std::count_if(rows_.begin(), rows_.end(), [&](const Row& row) { return row.finding->severity == severity; }));
  }

  void add_verdict() {
    struct Word {
      const char* text;
      const char* colour;
    };
    static const std::map<HealthVerdict, Word> kWords{{HealthVerdict::kFine, {"OK", kGreen}},
                                                      {HealthVerdict::kWarning, {"WARNING", kYellow}},
                                                      {HealthVerdict::kUnknown, {"UNKNOWN", kMagenta}},
                                                      {HealthVerdict::kCritical, {"CRITICAL", kRed}}};
    const Word& word = kWords.at(judge(targets_, true));
    std::size_t fine = 0;
    std::size_t unanswered = 0;
    std::size_t unreachable = 0;
    for (const HealthView& target : targets_) {
      const auto& unknown = target.report.unknown;
      unreachable += target.status.up ? 0U : 1U;
      fine += target.status.up ? fine_checks(target.report) : 0U;
      unanswered += target.status.up ? static_cast<std::size_t>(std::count_if(unknown.begin(), unknown.end(), is_unanswered)) : 0U;
    }
    std::string text;
    const auto add = [&](std::size_t number, const std::string& words) { text += number == 0 ? "" : (text.empty() ? "" : ", ") + words; };
    add(count(Severity::kCritical), human_count(count(Severity::kCritical)) + " critical");
    add(count(Severity::kWarning), human_plural(count(Severity::kWarning), "warning"));
    add(unreachable, human_plural(unreachable, "server") + " not reached");
    add(unanswered, human_count(unanswered) + " not answered");
    add(fine, human_plural(fine, "check") + " fine");
    // One line however long: monitoring plug-ins show the first.
    out_ += coloured(word.colour, word.text) + ": " + (text.empty() ? "nothing was judged" : text) + "\n";
  }

  void add_target(const TargetStatus& status) {
    std::string text = status.name + ": " + (status.server.empty() ? "the server" : status.server);
    if (status.up) {
      line(text + (status.version.empty() ? "" : ", PostgreSQL " + status.version) + (status.in_recovery ? ", standby" : ""), 0);
    } else {
      line(text + " cannot be reached: " + unreachable_because(status), 0);
      out_ += std::string(kIndent, ' ') + runbook_url("PostgresDown") + "\n";
    }
  }

  void add_row(const Row& row) {
    const Finding& finding = *row.finding;
    const std::size_t shown = ++shown_[{finding.severity, finding.check}];
    if (!style_.in_full && shown > kObjectsShown) {
      return;
    }
    const bool critical = finding.severity == Severity::kCritical;
    const std::string target = targets_.size() > 1 ? finding.target + ": " : "";
    out_ += "\n";
    headline(critical ? kRed : kYellow, critical ? "CRITICAL" : "WARNING", " " + finding.check + " " + target + object_text(finding));
    if (!finding.summary.empty()) {
      line(finding.summary);
    }
    line(value_text(finding) + ", " + threshold_text(finding) +
         (row.pending.empty() ? ", since " + human_time(finding.since) : "; " + row.pending));
    if (const std::string evidence = evidence_text(finding); !evidence.empty()) {
      line(evidence);
    }
    // What to do is the same for all objects of a check.
    if (advised_.insert(finding.check).second) {
      line(finding.advice);
      if (!finding.runbook.empty()) {
        out_ += std::string(kIndent, ' ') + finding.runbook + "\n";
      }
    }
  }

  void add_more() {
    for (const auto& [which, total] : shown_) {
      if (!style_.in_full && total > kObjectsShown) {
        out_ += "\n";
        line("and " + human_count(total - kObjectsShown) + " more of " + which.second + ": --only=" + which.second + " shows all of them",
             0);
      }
    }
    std::size_t not_listed = 0;
    for (const HealthView& target : targets_) {
      not_listed += target.report.not_listed;
    }
    if (not_listed > 0) {
      out_ += "\n";
      line("and " + human_plural(not_listed, "object") + " more beyond a threshold, too many to be listed", 0);
    }
  }

  void add_unanswered() {
    std::vector<std::pair<const TargetStatus*, const UnknownCheck*>> unanswered;
    for (const HealthView& target : targets_) {
      for (const UnknownCheck& unknown : target.report.unknown) {
        if (target.status.up && is_unanswered(unknown)) {
          unanswered.emplace_back(&target.status, &unknown);
        }
      }
    }
    const std::size_t shown = style_.in_full ? unanswered.size() : std::min(unanswered.size(), kUnansweredShown);
    out_ += shown > 0 ? "\n" : "";
    for (std::size_t i = 0; i < shown; ++i) {
      add_unknown(*unanswered[i].first, *unanswered[i].second);
    }
    if (shown < unanswered.size()) {
      line("and " + human_count(unanswered.size() - shown) + " more without an answer", 0);
    }
  }

  void add_unknown(const TargetStatus& target, const UnknownCheck& unknown) {
    std::string where = " " + unknown.check;
    where += targets_.size() > 1 ? " " + target.name : "";
    where += unknown.place.empty() ? "" : " in " + unknown.place;
    headline(kMagenta, "UNKNOWN", where);
    line(unknown.detail.empty() ? unknown.reason : unknown.detail);
  }

  // Names only: nothing is wrong with them.
  void add_waiting() {
    std::set<std::string> checks;
    for (const HealthView& target : targets_) {
      for (const UnknownCheck& unknown : target.report.unknown) {
        if (target.status.up && unknown.reason == "needs_history") {
          checks.insert(unknown.check);
        }
      }
    }
    if (!checks.empty()) {
      out_ += "\n";
      line(human_plural(checks.size(), "check") + (checks.size() == 1 ? " needs" : " need") + " more than one look: " + join_names(checks),
           0);
    }
  }

  void add_unjudged() {
    const std::vector<UnjudgedChecks> groups = group_unjudged(targets_);
    std::set<std::string> all;
    for (const UnjudgedChecks& group : groups) {
      all.insert(group.checks.begin(), group.checks.end());
    }
    if (!all.empty()) {
      out_ += "\n";
      line(human_plural(all.size(), "check") + " cannot be judged:", 0);
    }
    for (const UnjudgedChecks& group : groups) {
      line(group.why + ":");
      line(join_names(group.checks), 2 * kIndent);
    }
  }

  const std::vector<HealthView>& targets_;
  const TableStyle& style_;
  const std::vector<Row> rows_;
  std::map<std::pair<Severity, std::string>, std::size_t> shown_;
  std::set<std::string> advised_;
  std::string out_;
};

}  // namespace

std::string wrap_text(const std::string& text, std::size_t indent, std::size_t width) {
  std::string lines;
  std::string current;
  for (const std::string& word : split(text, ' ')) {
    if (!current.empty() && indent + characters(current) + 1 + characters(word) > width) {
      lines += std::string(indent, ' ') + current + "\n";
      current.clear();
    }
    current += (current.empty() ? "" : " ") + word;
  }
  return current.empty() ? lines : lines + std::string(indent, ' ') + current + "\n";
}

std::string check_table(const std::vector<HealthView>& targets, const TableStyle& style) {
  return Table(targets, style).text();
}

}  // namespace pgmedic

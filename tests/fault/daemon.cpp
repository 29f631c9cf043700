#include "fault/daemon.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <thread>
#include <utility>

#include "support/eventually.h"
#include "support/http_client.h"

namespace pgmedic::fault {
namespace {

std::vector<std::string> arguments(const std::string& file, std::vector<std::string> flags) {
  std::vector<std::string> all{"serve", "--config_file=" + file, "--listen_address=127.0.0.1:0", "--control_address=127.0.0.1:0"};
  all.insert(all.end(), std::make_move_iterator(flags.begin()), std::make_move_iterator(flags.end()));
  return all;
}

}  // namespace

Daemon::Daemon(const std::string& configuration, std::vector<std::string> flags)
    : program_(PGMEDIC_PROGRAM, arguments(home_.write("pgmedic.yml", configuration), std::move(flags))) {
  port_ = port_of("public");
  control_port_ = port_of("control");
  if (log().find("tls=on") != std::string::npos) {
    scheme_ = "https";
  }
}

int Daemon::port_of(const std::string& listener) {
  const std::string begin = "listener=" + listener + " address=127.0.0.1:";
  support::eventually([&] { return log().find(begin) != std::string::npos || !program_.running(); }, kPatience);
  if (log().find(begin) == std::string::npos) {
    throw std::runtime_error("pgmedic does not listen: " + log());
  }
  // The line may still be on its way.
  const auto digits = [&] {
    const std::string text = log();
    const std::size_t at = text.find(begin) + begin.size();
    const std::size_t end = text.find(' ', at);
    return end == std::string::npos ? std::string() : text.substr(at, end - at);
  };
  support::eventually([&] { return !digits().empty(); });
  return std::stoi(digits());
}

Page Daemon::page() {
  support::HttpRequest request;
  request.url = url();
  request.verify = false;
  const support::HttpResponse response = support::http(request);
  EXPECT_EQ(response.status, 200) << response.error << log();
  EXPECT_LT(response.seconds, kPromptSeconds) << "the page waited for something";
  bad_pages_ += response.status != 200 || response.seconds >= kPromptSeconds ? 1 : 0;
  return Page(response.body);
}

bool Daemon::shows(const std::function<bool(const Page&)>& wanted, std::chrono::milliseconds patience) {
  constexpr auto kBetweenScrapes = 30ms;  // the machine has other things to do than to be scraped
  const auto end = std::chrono::steady_clock::now() + patience;
  const int bad_before = bad_pages_;
  while (!wanted(page())) {
    if (bad_pages_ > bad_before || std::chrono::steady_clock::now() >= end) {
      return false;
    }
    std::this_thread::sleep_for(kBetweenScrapes);
  }
  return true;
}

bool Daemon::renews(const std::string& collector, const std::string& database) {
  const std::string label = "collector=\"" + collector + "\"";
  const std::string place = database.empty() ? "" : "datname=\"" + database + "\"";
  const auto when = [&](const Page& page) {
    return page.value("pgmedic_collector_last_success_timestamp_seconds", {label, place}).value_or(0);
  };
  for (int time = 0; time < 2; ++time) {
    const double before = when(page());
    if (!shows([&](const Page& now) { return when(now) > before; })) {
      return false;
    }
  }
  return true;
}

void Daemon::configure(const std::string& configuration) const {
  home_.write("pgmedic.yml", configuration);
}

Holdings holdings_of(Daemon& daemon) {
  constexpr int kLooks = 60;
  constexpr auto kBetween = 20ms;  // all together longer than an interval: both sessions are seen in it
  Holdings most;
  for (int look = 0; look < kLooks; ++look) {
    const support::ProcessStats stats = daemon.program().stats();
    most.descriptors = std::max(most.descriptors, stats.descriptors);
    most.threads = std::max(most.threads, stats.threads);
    most.resident_bytes = std::max(most.resident_bytes, stats.resident_bytes);
    std::this_thread::sleep_for(kBetween);
  }
  return most;
}

void expect_no_leak(Daemon& daemon, const Holdings& before) {
  constexpr std::size_t kMemorySlack = 48U << 20U;  // sanitizers keep what was freed for a while
  support::ProcessStats now;
  const bool back = support::eventually([&] {
    now = daemon.program().stats();
    return now.threads == before.threads && now.descriptors <= before.descriptors &&
           now.resident_bytes <= before.resident_bytes + kMemorySlack;
  });
  EXPECT_TRUE(back) << "threads " << before.threads << " -> " << now.threads << ", descriptors " << before.descriptors << " -> "
                    << now.descriptors << ", bytes " << before.resident_bytes << " -> " << now.resident_bytes;
}

}  // namespace pgmedic::fault

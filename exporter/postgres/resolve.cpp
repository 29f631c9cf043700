#include "postgres/resolve.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "base/text.h"

namespace pgmedic {
namespace {

struct AddressesFree {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

// Shared by the one who asks and the thread that looks up; whoever is last cleans up.
class Answer {
 public:
  Answer() : ready_fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
  ~Answer() {
    if (ready_fd_ >= 0) {
      ::close(ready_fd_);
    }
  }
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;

  int ready_fd() const { return ready_fd_; }
  void put(Result<std::vector<std::string>> result) {
    const std::lock_guard<std::mutex> lock(mutex_);
    result_ = std::move(result);
    static_cast<void>(::eventfd_write(ready_fd_, 1));
  }
  std::optional<Result<std::vector<std::string>>> take() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return std::exchange(result_, std::nullopt);
  }

 private:
  std::mutex mutex_;
  std::optional<Result<std::vector<std::string>>> result_;  // guarded by mutex_
  const int ready_fd_;
};

Error cannot_translate(const std::string& host, const std::string& why) {
  return Error{ErrorCode::kUnavailable, "could not translate host name \"" + host + "\" to address: " + why};
}

bool is_number(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  return ::inet_pton(AF_INET, host.c_str(), address.data()) == 1 || ::inet_pton(AF_INET6, host.c_str(), address.data()) == 1;
}

bool needs_look_up(const std::string& host) {
  return !host.empty() && host.front() != '/' && host.front() != '@' && !is_number(host);
}

}  // namespace

Result<std::vector<std::string>> system_look_up(const std::string& host) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  const int fault = ::getaddrinfo(host.c_str(), nullptr, &wanted, &list);
  const std::unique_ptr<addrinfo, AddressesFree> owner(list);
  if (fault != 0) {
    return cannot_translate(host, ::gai_strerror(fault));
  }
  std::vector<std::string> addresses;
  for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    if (::getnameinfo(entry->ai_addr, entry->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) == 0) {
      addresses.emplace_back(text.data());
    }
  }
  return addresses;
}

Result<std::vector<std::string>> look_up_within(const std::string& host, Milliseconds patience, const Interrupter& interrupter,
                                                const LookUp& look_up) {
  const auto answer = std::make_shared<Answer>();
  try {
    std::thread([answer, host, look_up] { answer->put(look_up(host)); }).detach();
  } catch (const std::system_error& fault) {
    return cannot_translate(host, fault.what());
  }
  const SteadyTime deadline = std::chrono::steady_clock::now() + patience;
  while (!interrupter.interrupted()) {
    const auto left = std::chrono::ceil<Milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) {
      return cannot_translate(host, "no answer within " + format_duration(patience));
    }
    std::array<pollfd, 2> waiting{{{answer->ready_fd(), POLLIN, 0}, {interrupter.wake_fd(), POLLIN, 0}}};
    static_cast<void>(::poll(waiting.data(), waiting.size(), static_cast<int>(left.count())));
    if (auto result = answer->take()) {
      return std::move(*result);
    }
  }
  return Interrupter::error();
}

Result<std::vector<ConnInfo>> with_addresses(const ConnInfo& info, Milliseconds patience, const Interrupter& interrupter) {
  const bool has_address = info.has("service") || !info.get("hostaddr").empty() || !conninfo_default("hostaddr").empty();
  const std::string host = info.get("host").empty() ? conninfo_default("host") : info.get("host");
  if (has_address || !needs_look_up(host) || host.find(',') != std::string::npos) {
    return std::vector<ConnInfo>{info};
  }
  Result<std::vector<std::string>> addresses = look_up_within(host, patience, interrupter);
  if (!addresses) {
    return std::move(addresses).error();
  }
  std::vector<ConnInfo> all;
  for (const std::string& address : *addresses) {
    ConnInfo& one = all.emplace_back(info);
    one.set("host", host);
    one.set("hostaddr", address);
  }
  return all;
}

}  // namespace pgmedic

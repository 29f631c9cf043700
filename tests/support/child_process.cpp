#include "support/child_process.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "support/eventually.h"

namespace pgmedic::support {
namespace {

// All that the child needs, made before fork(): between fork() and exec() only system calls are safe.
struct Prepared {
  std::vector<std::string> words;
  std::vector<std::string> variables;
  std::vector<char*> argv;
  std::vector<char*> envp;
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (std::string& text : texts) {
    result.push_back(text.data());
  }
  result.push_back(nullptr);
  return result;
}

Prepared prepare(const ChildSettings& settings) {
  Prepared prepared;
  prepared.words.push_back(settings.program);
  prepared.words.insert(prepared.words.end(), settings.arguments.begin(), settings.arguments.end());
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string text = *variable;
    const std::string name = text.substr(0, text.find('='));
    if (name.rfind("PG", 0) != 0 && !settings.environment.contains(name)) {
      prepared.variables.push_back(text);
    }
  }
  for (const auto& [name, value] : settings.environment) {
    prepared.variables.push_back(name + "=" + value);
  }
  prepared.argv = pointers(prepared.words);
  prepared.envp = pointers(prepared.variables);
  return prepared;
}

struct ChildSide {
  const Prepared& prepared;
  const ChildSettings& settings;
  ServerUser user;
  pid_t parent = -1;
  int output = -1;
  int errors = -1;
};

[[noreturn]] void become(const ChildSide& side) {
  constexpr int kCannotStart = 127;
  const int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  bool fine = ::dup2(null, STDIN_FILENO) >= 0 && ::dup2(side.output, STDOUT_FILENO) >= 0 && ::dup2(side.errors, STDERR_FILENO) >= 0;
  if (side.settings.as_server_user && side.user.differs) {
    fine = fine && ::setgroups(0, nullptr) == 0 && ::setgid(side.user.gid) == 0 && ::setuid(side.user.uid) == 0;
  }
  if (!side.settings.directory.empty()) {
    fine = fine && ::chdir(side.settings.directory.c_str()) == 0;
  }
  // After the change of user, which resets it. The test may have died before: then nobody waits for us.
  ::prctl(PR_SET_PDEATHSIG, side.settings.death_signal);
  if (!fine || ::getppid() != side.parent) {
    ::_exit(kCannotStart);
  }
  sigset_t none;
  ::sigemptyset(&none);
  ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
  ::execve(side.prepared.argv.front(), side.prepared.argv.data(), side.prepared.envp.data());
  ::_exit(kCannotStart);
}

pid_t start(const ChildSettings& settings, int output, int errors) {
  const Prepared prepared = prepare(settings);
  const ChildSide side{prepared, settings, server_user(), ::getpid(), output, errors};
  const pid_t pid = ::fork();
  if (pid == 0) {
    become(side);
  }
  if (pid < 0) {
    throw std::system_error(errno, std::generic_category(), "fork");
  }
  return pid;
}

}  // namespace

ServerUser server_user() {
  ServerUser user{false, ::getuid(), ::getgid()};
  if (user.uid == 0) {
    const struct passwd* const nobody = ::getpwnam("nobody");  // NOLINT(concurrency-mt-unsafe): the tests' main thread only
    if (nobody == nullptr) {
      throw std::runtime_error("there is no user \"nobody\" for the servers to run as");
    }
    user = {true, nobody->pw_uid, nobody->pw_gid};
  }
  return user;
}

ChildProcess::ChildProcess(const ChildSettings& settings) : pid_(start(settings, output_.descriptor(), errors_.descriptor())) {}

ChildProcess::~ChildProcess() {
  if (running()) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
}

bool ChildProcess::running() {
  if (exit_code_) {
    return false;
  }
  int status = 0;
  if (::waitpid(pid_, &status, WNOHANG) != pid_) {
    return true;
  }
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return false;
}

void ChildProcess::signal(int number) {
  if (running()) {
    ::kill(pid_, number);
  }
}

std::optional<int> ChildProcess::wait(std::chrono::milliseconds patience) {
  return eventually([this] { return !running(); }, patience) ? exit_code_ : std::nullopt;
}

std::string run_program(const ChildSettings& settings) {
  ChildProcess child(settings);
  const std::optional<int> code = child.wait(std::chrono::seconds(60));
  if (code != 0) {
    throw std::runtime_error(settings.program + " failed: " + child.errors() + child.output());
  }
  return child.output();
}

}  // namespace pgmedic::support

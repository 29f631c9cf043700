#include "postgres/interrupter.h"

#include <gtest/gtest.h>
#include <poll.h>

#include "unit/postgres/socket_pair.h"

namespace pgmedic {
namespace {

bool wakes(const Interrupter& interrupter) {
  pollfd waiting{interrupter.wake_fd(), POLLIN, 0};
  return ::poll(&waiting, 1, 0) == 1;
}

TEST(Interrupter, CutsWhatIsRegisteredAndNothingElse) {
  Interrupter interrupter;
  const SocketPair registered;
  const SocketPair gone;
  const Interrupter::Registration registration(interrupter, registered.guarded());
  { const Interrupter::Registration short_lived(interrupter, gone.guarded()); }
  EXPECT_FALSE(wakes(interrupter));
  interrupter.interrupt();
  EXPECT_TRUE(registered.shut_down());
  EXPECT_FALSE(gone.shut_down());
  EXPECT_TRUE(interrupter.interrupted());
  EXPECT_TRUE(wakes(interrupter));
}

TEST(Interrupter, CutsWhatComesTooLate) {
  Interrupter interrupter;
  interrupter.interrupt();
  const SocketPair late;
  const Interrupter::Registration registration(interrupter, late.guarded());
  EXPECT_TRUE(late.shut_down());
}

}  // namespace
}  // namespace pgmedic

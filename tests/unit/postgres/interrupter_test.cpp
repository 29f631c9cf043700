#include "postgres/interrupter.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <memory>

#include "postgres/lifeline.h"
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

// The system gives a number to the next socket as soon as the last one is closed.
TEST(Interrupter, KeepsAConnectionThatGotTheNumberOfALostOne) {
  Interrupter interrupter;
  const SocketPair socket;
  auto lost = std::make_unique<Interrupter::Registration>(interrupter, socket.guarded());
  const Interrupter::Registration next(interrupter, socket.guarded());
  lost.reset();
  interrupter.interrupt();
  EXPECT_TRUE(socket.shut_down());
}

TEST(Lifeline, OfABrokenConnectionIsNoLongerPulled) {
  const auto interrupter = std::make_shared<Interrupter>();
  const SocketPair socket;
  Lifeline lifeline(interrupter, socket.guarded());
  lifeline.note(false);
  EXPECT_TRUE(lifeline.holds());
  lifeline.note(true);
  lifeline.note(false);
  EXPECT_TRUE(lifeline.broken());
  EXPECT_FALSE(lifeline.holds());
  interrupter->interrupt();
  EXPECT_FALSE(socket.shut_down()) << "the number is somebody else's";
}

TEST(Lifeline, DoesNotHoldWhatWasInterrupted) {
  const auto interrupter = std::make_shared<Interrupter>();
  const SocketPair socket;
  Lifeline lifeline(interrupter, socket.guarded());
  interrupter->interrupt();
  EXPECT_TRUE(socket.shut_down());
  EXPECT_FALSE(lifeline.broken());
  EXPECT_FALSE(lifeline.holds());
  EXPECT_TRUE(lifeline.broken());
}

}  // namespace
}  // namespace pgmedic

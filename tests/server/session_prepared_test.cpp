// Statements that come back are planned once, and nobody notices.
#include <gmock/gmock.h>

#include "server/session_fixture.h"

namespace pgmedic {
namespace {

class SessionPrepared : public SessionTest {
 protected:
  // How many prepared statements the session has whose text is this. The statement that asks has another text each time.
  std::string prepared(Session& session, const std::string& sql) {
    return first_value(session, "SELECT count(*) /* " + std::to_string(++asked_) +
                                    " */ FROM pg_catalog.pg_prepared_statements WHERE statement = '" + sql + "'");
  }

 private:
  int asked_ = 0;
};

TEST_F(SessionPrepared, WhatRunsOnceIsNotPrepared) {
  const std::unique_ptr<Session> session = connect();
  EXPECT_EQ(first_value(*session, "SELECT 41 + 1"), "42");
  EXPECT_EQ(prepared(*session, "SELECT 41 + 1"), "0");
}

TEST_F(SessionPrepared, WhatComesBackIsPreparedOnce) {
  const std::unique_ptr<Session> session = connect();
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(first_value(*session, "SELECT 41 + 1"), "42");
  }
  EXPECT_EQ(prepared(*session, "SELECT 41 + 1"), "1");
}

TEST_F(SessionPrepared, ErrorsAreThoseOfTheStatement) {
  const std::unique_ptr<Session> session = connect();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(error_of(*session, "SELECT 1/0").message, "division by zero (SQLSTATE 22012)");
    EXPECT_EQ(error_of(*session, "SELECT 1 FROM nowhere").code, ErrorCode::kUnsupported);
    EXPECT_EQ(error_of(*session, "SELECT pg_sleep(5)", 50ms).code, ErrorCode::kTimeout);
  }
  EXPECT_FALSE(session->broken());
  EXPECT_EQ(first_value(*session, "SELECT 1"), "1");
}

TEST_F(SessionPrepared, WhatCannotBePreparedRunsPlainly) {
  const std::unique_ptr<Session> session = connect();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(first_value(*session, "SET work_mem = '3MB'; SHOW work_mem"), "3MB");
  }
}

TEST_F(SessionPrepared, WhatWasTakenAwayRunsPlainly) {
  const std::unique_ptr<Session> session = connect();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(first_value(*session, "SELECT 41 + 1"), "42");
  }
  first_value(*session, "DEALLOCATE ALL");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(first_value(*session, "SELECT 41 + 1"), "42");
  }
}

TEST_F(SessionPrepared, FollowsWhatTheRelationBecame) {
  server().execute("CREATE TABLE public.changing AS SELECT 1 AS a; GRANT SELECT ON public.changing TO reader");
  const std::unique_ptr<Session> session = connect();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(first_value(*session, "SELECT * FROM public.changing"), "1");
  }
  server().execute("ALTER TABLE public.changing ALTER a TYPE text USING 'one'");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(first_value(*session, "SELECT * FROM public.changing"), "one");
  }
  server().execute("DROP TABLE public.changing");
  EXPECT_EQ(error_of(*session, "SELECT * FROM public.changing").code, ErrorCode::kUnsupported);
}

TEST_F(SessionPrepared, IsBoundByTheTimeoutOfItsRunNotOfItsPlan) {
  const std::unique_ptr<Session> session = connect();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(first_value(*session, "SHOW statement_timeout", 3s), "3s");
    EXPECT_EQ(first_value(*session, "SHOW statement_timeout", 4s), "4s");
  }
}

}  // namespace
}  // namespace pgmedic

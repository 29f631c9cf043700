#include "app/dsn.h"

#include <gtest/gtest.h>

namespace pgmedic {
namespace {

TEST(MaskDsn, HidesThePasswordOfAUri) {
  EXPECT_EQ(mask_dsn("postgresql://pgmedic:s3cret@db1:5432/postgres?sslmode=require"),
            "postgresql://pgmedic:***@db1:5432/postgres?sslmode=require");
  EXPECT_EQ(mask_dsn("postgres://:s3cret@/db"), "postgres://:***@/db");
  EXPECT_EQ(mask_dsn("postgresql://u@db1,db2:5433,[::1]:5434/x"), "postgresql://u@db1,db2:5433,[::1]:5434/x");
}

TEST(MaskDsn, HidesSecretParametersOfAUri) {
  EXPECT_EQ(mask_dsn("postgresql://db1/x?password=s3cret&sslpassword=s3cret&user=u"),
            "postgresql://db1/x?password=***&sslpassword=***&user=u");
  EXPECT_EQ(mask_dsn("postgresql://db1/x?p%61ssword=s3cret"), "postgresql://db1/x?p%61ssword=***");
}

TEST(MaskDsn, HidesKeywordsInEveryWayOfWriting) {
  EXPECT_EQ(mask_dsn("host=db1 password=s3cret dbname=x"), "host=db1 password=*** dbname=x");
  EXPECT_EQ(mask_dsn("password = 'a b\\'s3cret' host=db1"), "password=*** host=db1");
  EXPECT_EQ(mask_dsn("password=a\\ s3cret  user=u"), "password=*** user=u");
  EXPECT_EQ(mask_dsn("host=db1 options='-c x.key=s3cret'"), "host=db1 options=***");
}

TEST(MaskDsn, HidesAllOfWhatCannotBeRead) {
  EXPECT_EQ(mask_dsn("s3cret"), "***");
  EXPECT_EQ(mask_dsn("host=db1 password='s3cret"), "***");
  EXPECT_EQ(mask_dsn("password=my s3cret host=x"), "***");
}

// Characters that should have been encoded move the borders; what may be a piece of the password stays hidden.
TEST(MaskDsn, HidesAPasswordWithUnencodedCharacters) {
  for (const char* dsn : {"postgresql://u:s3@cret@db1/x", "postgresql://u:s3/cret@db1/x", "postgresql://u:12s3?cret@db1/x",
                          "postgresql://u:a@s3:cret@db1/x", "postgresql://u:s3cret?host=s3cret@db1/x", "dbname=postgresql://u:s3cret@db1/x",
                          "postgresql://db1/x?s3cret", "postgresql://u:1/s3cret@db1"}) {
    const std::string masked = mask_dsn(dsn);
    EXPECT_EQ(masked.find("s3"), std::string::npos) << masked;
    EXPECT_EQ(masked.find("cret"), std::string::npos) << masked;
    EXPECT_TRUE(dsn_holds_password(dsn)) << dsn;
  }
}

TEST(DsnHoldsPassword, TellsPasswordsFromTheRest) {
  EXPECT_TRUE(dsn_holds_password("postgresql://u:p@h/d"));
  EXPECT_TRUE(dsn_holds_password("host=h password=p"));
  EXPECT_TRUE(dsn_holds_password("postgresql://h/d?sslpassword=p"));
  EXPECT_FALSE(dsn_holds_password(""));
  EXPECT_FALSE(dsn_holds_password("postgresql://u@h:5432/d?sslmode=require&options=-cx%3D1"));
  EXPECT_FALSE(dsn_holds_password("host=/run/postgresql passfile=/etc/pgpass options=-cx=1"));
}

TEST(SeveralDsns, AreToldFromSeveralHosts) {
  EXPECT_TRUE(looks_like_several_dsns("postgresql://a/x,postgresql://b/x"));
  EXPECT_TRUE(looks_like_several_dsns("host=a user=u, host=b user=u"));
  EXPECT_FALSE(looks_like_several_dsns("postgresql://a,b:5433/x"));
  EXPECT_FALSE(looks_like_several_dsns("host=a,b port=1,2"));
  EXPECT_FALSE(looks_like_several_dsns("host=a options='-c a=1,b=2'"));
}

}  // namespace
}  // namespace pgmedic

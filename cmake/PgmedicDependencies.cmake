# Debian 12's libraries, under the names that its packages really install.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(PostgreSQL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(CURL REQUIRED)
find_package(prometheus-cpp CONFIG REQUIRED)    # has no version file: do not ask for a version
find_package(civetweb CONFIG REQUIRED)
find_package(gflags CONFIG REQUIRED)
find_package(nlohmann_json CONFIG REQUIRED)
find_package(fmt CONFIG REQUIRED)
find_package(spdlog CONFIG REQUIRED)
find_package(yaml-cpp CONFIG REQUIRED)
find_package(date CONFIG REQUIRED)             # time zones of the operating system
pkg_check_modules(PQXX REQUIRED IMPORTED_TARGET libpqxx)    # 6.4.5 has no CMake package
pkg_check_modules(CRYPT REQUIRED IMPORTED_TARGET libcrypt)
if(NOT TARGET yaml-cpp::yaml-cpp)
  add_library(yaml-cpp::yaml-cpp ALIAS yaml-cpp)            # 0.7 has no namespace
endif()

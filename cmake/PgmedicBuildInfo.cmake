# PGMEDIC_COMMIT and PGMEDIC_LIBRARIES, for --version. Git's log of HEAD is a dependency of the configure step, so that a commit
# configures again; only the one file that holds these values is compiled again.
find_package(Git QUIET)
set(PGMEDIC_COMMIT "")
if(GIT_FOUND)
  execute_process(COMMAND ${GIT_EXECUTABLE} -C ${PROJECT_SOURCE_DIR} rev-parse --show-toplevel --git-path logs/HEAD --short=12 HEAD
    OUTPUT_VARIABLE git_answer OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE git_result ERROR_QUIET)
  string(REPLACE "\n" ";" git_answer "${git_answer}")
  list(LENGTH git_answer git_lines)
  if(git_result EQUAL 0 AND git_lines EQUAL 3)
    list(GET git_answer 0 git_top)
    list(GET git_answer 1 git_log)
    if(git_top STREQUAL PROJECT_SOURCE_DIR)    # not some repository that this tree was unpacked in
      list(GET git_answer 2 PGMEDIC_COMMIT)
      get_filename_component(git_log ${git_log} ABSOLUTE BASE_DIR ${PROJECT_SOURCE_DIR})
      if(EXISTS ${git_log})
        set_property(DIRECTORY ${PROJECT_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${git_log})
      endif()
    endif()
  endif()
endif()
if(NOT PGMEDIC_COMMIT)
  # `git archive` fills this file in.
  file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/commit.txt PGMEDIC_COMMIT LIMIT_COUNT 1)
  if(PGMEDIC_COMMIT MATCHES "^[0-9a-f]+$")
    string(SUBSTRING ${PGMEDIC_COMMIT} 0 12 PGMEDIC_COMMIT)
  else()
    set(PGMEDIC_COMMIT "unknown")
  endif()
endif()

pkg_check_modules(PROMETHEUS_CPP QUIET prometheus-cpp-core)
set(PGMEDIC_LIBRARIES "libpq ${PostgreSQL_VERSION_STRING}, libpqxx ${PQXX_VERSION}, prometheus-cpp ${PROMETHEUS_CPP_VERSION}, \
CivetWeb ${civetweb_VERSION}, OpenSSL ${OPENSSL_VERSION}, zlib ${ZLIB_VERSION_STRING}, libcurl ${CURL_VERSION_STRING},\\nyaml-cpp ${yaml-cpp_VERSION}, \
nlohmann-json ${nlohmann_json_VERSION}, gflags ${gflags_VERSION}, spdlog ${spdlog_VERSION}, fmt ${fmt_VERSION}")

# pgmedic_embed_sql(DIRECTORY dir CHECK target OUTPUT variable)
# The .sql files of a directory as one generated source file, whose path is put into the variable and whose one function has its name. Before it is written,
# CHECK is run as `target ROOT LIST`; when it finds a mistake, the build stops. New files are noticed by themselves.
function(pgmedic_embed_sql)
  cmake_parse_arguments(EMBED "" "DIRECTORY;CHECK;OUTPUT" "" ${ARGN})
  file(GLOB files RELATIVE ${PROJECT_SOURCE_DIR} CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${EMBED_DIRECTORY}/*.sql)
  list(SORT files)
  set(list ${CMAKE_CURRENT_BINARY_DIR}/${EMBED_OUTPUT}.txt)
  set(checked ${CMAKE_CURRENT_BINARY_DIR}/${EMBED_OUTPUT}.checked)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${EMBED_OUTPUT}.cpp)
  set(script ${PROJECT_SOURCE_DIR}/cmake/embed_sql.cmake)

  # The list is a file of its own, so that removing a .sql file counts as a change.
  list(JOIN files "\n" lines)
  file(GENERATE OUTPUT ${list} CONTENT "${lines}\n")
  list(TRANSFORM files PREPEND ${PROJECT_SOURCE_DIR}/ OUTPUT_VARIABLE paths)
  add_custom_command(OUTPUT ${checked}
    COMMAND ${EMBED_CHECK} ${PROJECT_SOURCE_DIR} ${list}
    COMMAND ${CMAKE_COMMAND} -E touch ${checked}
    DEPENDS ${EMBED_CHECK} ${list} ${paths}
    COMMENT "Checking ${EMBED_DIRECTORY}" VERBATIM)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -D ROOT=${PROJECT_SOURCE_DIR} -D LIST=${list} -D OUTPUT=${output} -D FUNCTION=${EMBED_OUTPUT} -P ${script}
    DEPENDS ${checked} ${script}
    COMMENT "Embedding ${EMBED_DIRECTORY}" VERBATIM)
  set(${EMBED_OUTPUT} ${output} PARENT_SCOPE)
endfunction()

/* Has the SONAME "libcrypto.so" and rests on libcrypto.so.3: see ssl_shim.c. */
int pgmedic_crypto_shim(void);
int pgmedic_crypto_shim(void) { return 1; }

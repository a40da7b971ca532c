/* Preloaded into a process: file calls below one folder fail or hang, as on a disk that dies or a
 * server that is gone.
 *
 * SHIM_FOLDER is the folder. SHIM_ORDER is a file; while it is there, its text says what happens:
 * `EIO`, `ESTALE` or `HANG`, then how many calls are still answered well before that begins, and
 * any word that makes it another order than the last one. `HANG` lasts until the file is gone or
 * says something else. Calls that only name a file that is elsewhere are never touched.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

typedef long (*call_t)(long, ...);

static long raw(long number, long a, long b, long c, long d)
{
    static call_t real;
    if (!real)
        real = (call_t)dlsym(RTLD_NEXT, "syscall");
    return real(number, a, b, c, d, 0L, 0L);
}

static int ordered(char *text, size_t size)
{
    const char *path = getenv("SHIM_ORDER");
    if (!path)
        return 0;
    long fd = raw(SYS_openat, AT_FDCWD, (long)path, O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0)
        return 0;
    long length = raw(SYS_read, fd, (long)text, (long)size - 1, 0);
    raw(SYS_close, fd, 0, 0, 0);
    if (length <= 0)
        return 0;
    text[length] = 0;
    return 1;
}

/* The real path of what `path` begins with, when that is a descriptor: /proc/PID/fd/N/rest. */
static int through_descriptor(const char *path, char *found)
{
    const char *fd = strncmp(path, "/proc/", 6) ? NULL : strstr(path, "/fd/");
    if (!fd)
        return 0;
    const char *rest = strchr(fd + 4, '/');
    char link[PATH_MAX];
    snprintf(link, sizeof link, "%.*s", rest ? (int)(rest - path) : (int)strlen(path), path);
    long length = raw(SYS_readlinkat, AT_FDCWD, (long)link, (long)found, PATH_MAX - 1);
    if (length < 0)
        return 0;
    snprintf(found + length, PATH_MAX - (size_t)length, "%s", rest ? rest : "");
    return 1;
}

static int below(int fd, const char *path)
{
    const char *folder = getenv("SHIM_FOLDER");
    char found[2 * PATH_MAX] = "", link[64];
    if (!folder)
        return 0;
    if (path && path[0] == '/') {
        if (!through_descriptor(path, found))
            snprintf(found, sizeof found, "%s", path);
    } else {
        snprintf(link, sizeof link, fd == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", fd);
        long length = raw(SYS_readlinkat, AT_FDCWD, (long)link, (long)found, PATH_MAX - 1);
        if (length < 0)
            return 0;
        found[length] = 0;
    }
    size_t length = strlen(folder);
    return !strncmp(found, folder, length) && (found[length] == '/' || found[length] == 0);
}

static int answered;

/* 0, or the error that this call gets. */
static int fault(int fd, const char *path)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static char last[256];
    int before = errno;
    char text[256], kind[32] = "";
    int well = 0, due;
    while (ordered(text, sizeof text) && below(fd, path)) {
        sscanf(text, "%31s %d", kind, &well);
        pthread_mutex_lock(&lock);
        if (strcmp(last, text)) {
            strcpy(last, text);
            answered = 0;
        }
        due = answered >= well;
        answered += !due;
        pthread_mutex_unlock(&lock);
        if (!due)
            break;
        if (!strcmp(kind, "EIO"))
            return EIO;
        if (!strcmp(kind, "ESTALE"))
            return ESTALE;
        struct timespec moment = {0, 5 * 1000 * 1000};
        raw(SYS_nanosleep, (long)&moment, 0, 0, 0);
    }
    errno = before;
    return 0;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define CHECK(fd, path, failed)           \
    do {                                  \
        int number = fault(fd, path);     \
        if (number) {                     \
            errno = number;               \
            return failed;                \
        }                                 \
    } while (0)

#define OPEN(name)                                       \
    int name(const char *path, int flags, ...)           \
    {                                                    \
        va_list list;                                    \
        va_start(list, flags);                           \
        mode_t mode = va_arg(list, mode_t);              \
        va_end(list);                                    \
        CHECK(AT_FDCWD, path, -1);                       \
        return REAL(name)(path, flags, mode);            \
    }
#define OPENAT(name)                                     \
    int name(int fd, const char *path, int flags, ...)   \
    {                                                    \
        va_list list;                                    \
        va_start(list, flags);                           \
        mode_t mode = va_arg(list, mode_t);              \
        va_end(list);                                    \
        CHECK(fd, path, -1);                             \
        return REAL(name)(fd, path, flags, mode);        \
    }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

long syscall(long number, ...)
{
    static call_t real;
    va_list list;
    long a[6];
    va_start(list, number);
    for (int index = 0; index < 6; index++)
        a[index] = va_arg(list, long);
    va_end(list);
    if (!real)
        real = (call_t)dlsym(RTLD_NEXT, "syscall");
    if (number == 437) /* openat2 */
        CHECK((int)a[0], (const char *)a[1], -1);
    return real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

#define BY_FD(type, failed, name, parameters, ...)       \
    type name parameters                                 \
    {                                                    \
        CHECK(fd, NULL, failed);                         \
        return REAL(name)(__VA_ARGS__);                  \
    }
BY_FD(ssize_t, -1, read, (int fd, void *to, size_t size), fd, to, size)
BY_FD(ssize_t, -1, write, (int fd, const void *from, size_t size), fd, from, size)
BY_FD(ssize_t, -1, pread, (int fd, void *to, size_t size, off_t at), fd, to, size, at)
BY_FD(ssize_t, -1, pread64, (int fd, void *to, size_t size, off64_t at), fd, to, size, at)
BY_FD(ssize_t, -1, pwritev, (int fd, const struct iovec *from, int count, off_t at), fd, from,
      count, at)
BY_FD(ssize_t, -1, pwritev64, (int fd, const struct iovec *from, int count, off64_t at), fd, from,
      count, at)
BY_FD(ssize_t, -1, pwritev2, (int fd, const struct iovec *from, int count, off_t at, int flags), fd,
      from, count, at, flags)
BY_FD(ssize_t, -1, pwritev64v2, (int fd, const struct iovec *from, int count, off64_t at, int flags),
      fd, from, count, at, flags)
BY_FD(int, -1, fsync, (int fd), fd)
BY_FD(int, -1, fdatasync, (int fd), fd)
BY_FD(int, -1, ftruncate, (int fd, off_t size), fd, size)
BY_FD(int, -1, ftruncate64, (int fd, off64_t size), fd, size)
BY_FD(int, -1, fstat, (int fd, struct stat *to), fd, to)
BY_FD(int, -1, fstat64, (int fd, struct stat64 *to), fd, to)
BY_FD(int, -1, fstatvfs, (int fd, struct statvfs *to), fd, to)
BY_FD(int, -1, fstatvfs64, (int fd, struct statvfs64 *to), fd, to)
BY_FD(DIR *, NULL, fdopendir, (int fd), fd)

struct dirent *readdir(DIR *folder)
{
    CHECK(dirfd(folder), NULL, NULL);
    return REAL(readdir)(folder);
}

struct dirent64 *readdir64(DIR *folder)
{
    CHECK(dirfd(folder), NULL, NULL);
    return REAL(readdir64)(folder);
}

#define BY_PATH(name, parameters, fd, path, ...)         \
    int name parameters                                  \
    {                                                    \
        CHECK(fd, path, -1);                             \
        return REAL(name)(__VA_ARGS__);                  \
    }
BY_PATH(stat, (const char *path, struct stat *to), AT_FDCWD, path, path, to)
BY_PATH(stat64, (const char *path, struct stat64 *to), AT_FDCWD, path, path, to)
BY_PATH(lstat, (const char *path, struct stat *to), AT_FDCWD, path, path, to)
BY_PATH(lstat64, (const char *path, struct stat64 *to), AT_FDCWD, path, path, to)
BY_PATH(fstatat, (int fd, const char *path, struct stat *to, int flags), fd, path, fd, path, to,
        flags)
BY_PATH(fstatat64, (int fd, const char *path, struct stat64 *to, int flags), fd, path, fd, path, to,
        flags)
BY_PATH(faccessat, (int fd, const char *path, int mode, int flags), fd, path, fd, path, mode, flags)
BY_PATH(mkdir, (const char *path, mode_t mode), AT_FDCWD, path, path, mode)
BY_PATH(mkdirat, (int fd, const char *path, mode_t mode), fd, path, fd, path, mode)
BY_PATH(unlink, (const char *path), AT_FDCWD, path, path)
BY_PATH(rmdir, (const char *path), AT_FDCWD, path, path)
BY_PATH(unlinkat, (int fd, const char *path, int flags), fd, path, fd, path, flags)
BY_PATH(rename, (const char *path, const char *new), AT_FDCWD, path, path, new)
BY_PATH(renameat, (int fd, const char *path, int to, const char *new), fd, path, fd, path, to, new)
BY_PATH(renameat2, (int fd, const char *path, int to, const char *new, unsigned flags), fd, path, fd,
        path, to, new, flags)
BY_PATH(linkat, (int fd, const char *path, int to, const char *new, int flags), fd, path, fd, path,
        to, new, flags)

/* How many calls were answered well under the present order. */
int shim_answered(void)
{
    return answered;
}

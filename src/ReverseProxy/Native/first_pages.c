/*
 * Linked into the native binary alone; runs before anything of .NET does (docs/decisions/0051-three-faults-instead-of-a-thousand.md).
 *
 * The first thing a compiled .NET program does is to unpack its types and texts, some megabytes, into zeroed memory of its
 * image, the section .hydrated: a page fault for every 4 KiB of it, three quarters of all page faults of a short command.
 * Here the section begins and ends where large pages do, and the kernel is told to use them. Both calls are hints: a kernel
 * that does not know one refuses it, and the program starts as it would have.
 */
#define _GNU_SOURCE
#include <link.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23 /* Linux 5.14: what no large page covers, in one call */
#endif

/*
 * Of no size: it gives the section its alignment, and fills it up to a whole number of large pages: 2 MiB on x86-64, and on
 * arm64 with pages of 4 KiB.
 */
__asm__(".pushsection .hydrated,\"aw\",@nobits\n"
        ".balign 0x200000\n"
        "hydrated_end:\n"
        ".popsection\n");
extern char hydrated_end[] __attribute__((visibility("hidden")));

static int advise(struct dl_phdr_info *image, size_t size, void *unused)
{
    (void)size;
    (void)unused;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t last = (uintptr_t)hydrated_end - 1;
    for (int i = 0; i < image->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &image->dlpi_phdr[i];
        uintptr_t begin = image->dlpi_addr + segment->p_vaddr + segment->p_filesz;
        uintptr_t end = image->dlpi_addr + segment->p_vaddr + segment->p_memsz;
        if (segment->p_type == PT_LOAD && begin <= last && last < end) {
            begin = (begin + page - 1) & -page;
            madvise((void *)begin, end - begin, MADV_HUGEPAGE);
            madvise((void *)begin, end - begin, MADV_POPULATE_WRITE);
        }
    }
    return 1; /* The program's own image is the first; the libraries are of no interest. */
}

__attribute__((constructor)) static void first_pages(void)
{
    dl_iterate_phdr(advise, NULL);
}

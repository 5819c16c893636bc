/* Prints C source that holds the named files as bytes: analyzer/base/embedded.h declares the result. */
#include <stdio.h>

static int print_file(int number, const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return 0;
    }
    printf("static const unsigned char bytes_%d[] = {", number);
    int c;
    unsigned long size = 0;
    while ((c = getc(file)) != EOF)
        printf("%s%d,", size++ % 32 == 0 ? "\n" : "", c);
    printf("\n0};\n");
    fclose(file);
    return 1;
}

int main(int argc, char **argv) {
    printf("#include \"analyzer/base/embedded.h\"\n");
    for (int i = 1; i < argc; i++)
        if (!print_file(i, argv[i]))
            return 1;
    printf("const struct embedded_file EMBEDDED_FILES[] = {\n");
    for (int i = 1; i < argc; i++)
        printf("    {\"%s\", bytes_%d, sizeof bytes_%d - 1},\n", argv[i], i, i);
    printf("    {0, 0, 0}};\n");
    return 0;
}

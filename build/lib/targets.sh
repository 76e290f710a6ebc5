# Sourced by the commands that go through targets: which there are, and how each is compiled and run.

# shellcheck disable=SC2034  # who sources this reads the variables
all_targets=(x64 arm64 arm mipsel mips riscv64 armel i386 powerpc mips64)
# What is built when nobody names a target: most routers, and both ways to compile, both widths and both orders.
default_targets=(x64 arm64 arm mipsel mips)

# is_target NAME
is_target() {
    [[ " ${all_targets[*]} c-x64 " == *" $1 "* ]]
}

# target_of NAME: what there is to know of a target, in variables:
#   bytes     of a pointer
#   order     le or be
#   il        the target whose C# it has
#   triple    what musl calls it
#   headers   Debian's name of its kernel headers
#   emulator  a command that runs its programs, for the oldest processor that they must run on; empty on this machine
# and for those that go by way of C (build/il2c and gcc), else empty:
#   prefix    of the compiler's commands
#   compiler_package Debian's, in which that compiler is
#   options   of that compiler, for musl too
#   translated options for the translated C alone: the C library keeps the layouts of C
#   pie       whether the place in memory is random: where that costs about a kilobyte. Elsewhere it is a tenth, on MIPS
#             a quarter of the program.
target_of() {
    bytes=4 order=le il=$1 triple=$1-linux-musl headers=$1 emulator=() prefix='' options=() translated=() pie=yes
    case $1 in
        x64) bytes=8 triple=x86_64-linux-musl headers=amd64 ;;
        # Another way from the same C#, to compare.
        c-x64) bytes=8 il=x64 triple=x86_64-linux-musl headers=amd64 prefix=x86_64-linux-gnu options=(-fPIE) ;;
        arm64) bytes=8 triple=aarch64-linux-musl emulator=(qemu-aarch64-static) ;;
        arm) triple=arm-linux-musleabihf headers=armhf emulator=(qemu-arm-static) ;;
        riscv64) bytes=8 prefix=riscv64-linux-gnu options=(-march=rv64gc -mabi=lp64d -fPIE) emulator=(qemu-riscv64-static) ;;
        mipsel | mips)
            [ "$1" = mipsel ] || order=be
            # The first MIPS32, which Broadcom's older processors are; gcc makes a tenth less of it than clang 14 does.
            prefix=$1-linux-gnu options=(-march=mips32 -mtune=24kc -msoft-float -mno-abicalls -fno-pic -G0) pie=
            emulator=("qemu-$1-static" -cpu 4Kc)
            ;;
        armel)
            # ARMv5TE without floating point, and what came later. Not ARMv4 (FA526): musl and lld return by BX.
            il=arm triple=arm-linux-musleabi
            prefix=arm-linux-gnueabi options=(-march=armv5te -marm -mfloat-abi=soft -fno-pic) pie=
            emulator=(qemu-arm-static -cpu arm926)
            ;;
        i386)
            # .NET aligns 64 bits to eight bytes, as all others do.
            prefix=i686-linux-gnu options=(-march=i586 -mtune=i686 -fno-pic) translated=(-malign-double) pie=
            emulator=(qemu-i386-static -cpu pentium)
            ;;
        powerpc)
            # Two families without common floating point, the 8548 (e500) and the 464fp.
            order=be prefix=powerpc-linux-gnu options=(-mcpu=powerpc -msoft-float -mlong-double-64 -fno-pic) pie=
            emulator=(qemu-ppc-static -cpu e500v2_v20)
            ;;
        mips64)
            # Big-endian Octeons, and what MIPS's own boards have.
            bytes=8 order=be prefix=mips64-linux-gnuabi64 pie=
            options=(-march=mips64r2 -msoft-float -mno-abicalls -msym32 -fno-pic -G0) emulator=(qemu-mips64-static -cpu 5KEc)
            ;;
    esac
    # This machine's own is in no package for crossing.
    case $prefix in
        '') compiler_package=clang ;;
        x86_64-linux-gnu) compiler_package=gcc ;;
        *) compiler_package=gcc-$prefix ;;
    esac
}

# kernel_headers FOLDER: unpacks those of the last target_of there, and prints the folder to include.
kernel_headers() {
    # For the machine that compiles: Debian has these also of processors that it has no other packages for.
    build/lib/debian amd64 "$1" "linux-libc-dev-$headers-cross" && printf '%s\n' "$1"/usr/*-linux-gnu*/include
}

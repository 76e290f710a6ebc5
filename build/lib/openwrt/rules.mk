# Stands in for the file of this name in OpenWrt's buildroot, as far as openwrt-feed/net/igdaot/Makefile asks for it:
# so build/pack carries out that very Makefile, without a buildroot. See package.mk.

ifeq ($(and $(ARCH_PACKAGES),$(BUILD_DIR)),)
  $(error usage: make -C FOLDER TOPDIR=... ARCH_PACKAGES=NAME BUILD_DIR=...)
endif

INCLUDE_DIR:=$(TOPDIR)

# Who owns the files is said when they are packed.
INSTALL_DIR:=install -d -m 0755
INSTALL_BIN:=install -m 0755
INSTALL_DATA:=install -m 0644
INSTALL_CONF:=install -m 0600

# Stands in for the file of this name in OpenWrt's buildroot: what $(eval $(call BuildPackage,NAME)) leads to.
#
#   make -C FOLDER TOPDIR=<this folder> ARCH_PACKAGES=<OpenWrt's name> BUILD_DIR=<empty folder> SOURCE_DATE_EPOCH=<seconds>
#
#   BUILD_DIR/data         what the package installs
#   BUILD_DIR/control      control files of an .ipk; Installed-Size is filled in by who packs it
#   BUILD_DIR/apk/data     what an .apk installs besides: lists that OpenWrt's scripts read
#   BUILD_DIR/apk/scripts  its scripts, by apk's own names
#   BUILD_DIR/apk/info     its fields, `name:value`, as `apk mkpkg --info` takes them
#
# Which fields and scripts there are, and in which order, is OpenWrt's. Conditional dependencies (+A:b), ABI versions,
# variants and alternatives are not known here.

comma:=,
empty:=
space:=$(empty) $(empty)

VERSION=$(PKG_VERSION)-r$(PKG_RELEASE)
# As a feed of this name has it.
SOURCE:=feeds/igdaot/net/$(notdir $(CURDIR))
PKG_BUILD_DIR?=$(BUILD_DIR)/$(PKG_NAME)-$(PKG_VERSION)

# The archive has its own folder, beside which it is unpacked. Whether it is the right one, its hash says.
define Build/Prepare/Default
	echo '$(PKG_HASH)  $(PKG_ARCHIVE)' | sha256sum --check --quiet --strict -
	mkdir -p $(PKG_BUILD_DIR)
	tar -xz -C $(PKG_BUILD_DIR)/.. -f $(PKG_ARCHIVE)
endef
Build/Prepare=$(call Build/Prepare/Default)
PKG_ARCHIVE=$(patsubst file://%,%,$(PKG_SOURCE_URL))/$(PKG_SOURCE)

# 'a, b, c'
list=$(subst $(space),$(comma)$(space),$(strip $(1)))
# A file of a package: nothing where the Makefile does not define it.
write=$(if $(value $(1)),$(file >$(2),$($(1))))
# The lines of a script after its first.
body=sed -e 1d

# A field that the package does not have is taken out again.
define Package/Control
Package: $(1)
Version: $(VERSION)
Depends: $(call list,$(REQUIRED))
Conflicts: $(call list,$(CONFLICTS))
Provides: $(call list,$(PROVIDES))
Source: $(SOURCE)
SourceName: $(PKG_NAME)
License: $(PKG_LICENSE)
LicenseFiles: $(PKG_LICENSE_FILES)
Section: $(SECTION)
Require-User: $(USERID)
SourceDateEpoch: $(SOURCE_DATE_EPOCH)
URL: $(URL)
Maintainer: $(PKG_MAINTAINER)
Architecture: $(ARCH_PACKAGES)
Installed-Size: 0
endef

# A version makes apk take the provided name as owned: who else provides it is in conflict.
define Package/Info
name:$(1)
version:$(VERSION)
description:$(strip $(Package/$(1)/description))
arch:$(ARCH_PACKAGES)
license:$(PKG_LICENSE)
origin:$(SOURCE)
maintainer:$(PKG_MAINTAINER)
url:$(URL)
depends:$(strip $(REQUIRED))
provides:$(1)-any$(foreach name,$(PROVIDES), $(name)=$(VERSION))
tags:openwrt:section=$(SECTION)
endef

define Script/Load
[ -s "$${IPKG_INSTROOT}/lib/functions.sh" ] || exit 0
. "$${IPKG_INSTROOT}/lib/functions.sh"
endef

define Script/postinst
#!/bin/sh
[ "$${IPKG_NO_SCRIPT}" != 1 ] || exit 0
$(Script/Load)
default_postinst "$$0" "$$@"
endef

define Script/prerm
#!/bin/sh
$(Script/Load)
default_prerm "$$0" "$$@"
endef

define Script/post-install
#!/bin/sh
[ "$${IPKG_NO_SCRIPT}" != 1 ] || exit 0
$(Script/Load)
export root="$${IPKG_INSTROOT}"
export pkgname="$(1)"
add_group_and_user
default_postinst
endef

define Script/pre-deinstall
#!/bin/sh
$(Script/Load)
export root="$${IPKG_INSTROOT}"
export pkgname="$(1)"
default_prerm
endef

define BuildPackage
$(eval $(Package/$(1)))
$(if $(findstring :,$(DEPENDS)),$(error package.mk knows no conditional dependency: $(DEPENDS)))
# @ stands before what the menu asks for. The C library is everybody's.
REQUIRED:=libc $(patsubst +%,%,$(filter-out @%,$(DEPENDS)))

all: control apk

.PHONY: all prepare data control-folders control apk

prepare:
	$$(Build/Prepare)
	$$(Build/Configure)
	$$(Build/Compile)

data: prepare
	mkdir $(BUILD_DIR)/data
	$$(call Package/$(1)/install,$(BUILD_DIR)/data)

control-folders: data
	mkdir -p $(BUILD_DIR)/control $(BUILD_DIR)/apk/scripts $(BUILD_DIR)/apk/data/lib/apk/packages

control: control-folders
	$$(file >$(BUILD_DIR)/control/control,$$(call Package/Control,$(1)))
	sed -i -e '/: *$$$$/d' $(BUILD_DIR)/control/control
	$$(file >$(BUILD_DIR)/description,$$(Package/$(1)/description))
	sed -e '1s/^[[:space:]]*/Description:  /' -e '1!s/^[[:space:]]*/ /' $(BUILD_DIR)/description >> $(BUILD_DIR)/control/control
	$$(file >$(BUILD_DIR)/control/postinst,$$(Script/postinst))
	$$(file >$(BUILD_DIR)/control/prerm,$$(Script/prerm))
	$$(call write,Package/$(1)/conffiles,$(BUILD_DIR)/control/conffiles)
	$$(call write,Package/$(1)/preinst,$(BUILD_DIR)/control/preinst)
	$$(call write,Package/$(1)/postinst,$(BUILD_DIR)/control/postinst-pkg)
	$$(call write,Package/$(1)/prerm,$(BUILD_DIR)/control/prerm-pkg)
	$$(call write,Package/$(1)/postrm,$(BUILD_DIR)/control/postrm)
	chmod 0755 $(BUILD_DIR)/control/*
	chmod 0644 $(BUILD_DIR)/control/control $(BUILD_DIR)/control/conffiles

apk: control
	$$(file >$(BUILD_DIR)/apk/info,$$(call Package/Info,$(1)))
	sed -i -e '/^[a-z]*:$$$$/d' $(BUILD_DIR)/apk/info
	$$(file >$(BUILD_DIR)/apk/scripts/post-install,$$(call Script/post-install,$(1)))
	$$(file >$(BUILD_DIR)/apk/scripts/pre-deinstall,$$(call Script/pre-deinstall,$(1)))
	cd $(BUILD_DIR)/apk/scripts; \
	for name in post-install:postinst-pkg pre-deinstall:prerm-pkg; do \
		[ ! -e ../../control/$$$${name#*:} ] || $(body) ../../control/$$$${name#*:} >> $$$${name%:*}; \
	done; \
	{ echo '#!/bin/sh'; echo 'export PKG_UPGRADE=1'; $(body) post-install; } > post-upgrade; \
	[ ! -e ../../control/postrm ] || cp ../../control/postrm post-deinstall
	cd $(BUILD_DIR)/apk/data/lib/apk/packages; \
	$(if $(USERID),echo '$(USERID)' > $(1).rusers;) \
	for folder in $(BUILD_DIR)/data $(BUILD_DIR)/apk/data; do \
		(cd $$$$folder; find . -type f ! -name $(1).list -printf '/%P\n'); \
	done | LC_ALL=C sort > $(1).list; \
	cp $(BUILD_DIR)/control/conffiles $(1).conffiles; \
	while read -r file; do \
		echo "$$$$file $$$$(sha256sum < $(BUILD_DIR)/data$$$$file | cut -d ' ' -f 1)"; \
	done < $(1).conffiles > $(1).conffiles_static
endef

"""Which column of a table holds which field: by the names that offices here give their columns.

The names are those of KIB B (Kartu Inventaris Barang B, Permendagri 17/2007, annex) and of asset lists
with risks as the SOPs of LPSE ask for (Standar 04 and 05).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_SIGNS = re.compile(r"[\W_]+")


def plain_name(said: str) -> str:
    """Return a column's name as it is compared: lower case, words with single blanks between."""
    folded = unicodedata.normalize("NFKC", said).casefold()
    return " ".join(_SIGNS.sub(" ", folded).split())


@dataclass(frozen=True)
class KnownColumns:
    """Field → the plain names of columns that hold it; ``apart`` are columns that hold nothing to keep."""

    names: Mapping[str, tuple[str, ...]]
    apart: tuple[str, ...] = ("no", "nomor urut", "no urut", "nomor")

    def field_of(self, said: str) -> str:
        """Return the field that a column of this name holds, "" if none is known."""
        name = plain_name(said)
        for field, names in self.names.items():
            if name in names:
                return field
        for field, names in self.names.items():
            if any(len(known) > 6 and name.startswith(f"{known} ") for known in names):
                return field
        return ""

    def is_apart(self, said: str) -> bool:
        """Whether a column of this name numbers the rows."""
        return plain_name(said) in self.apart


ASSET_COLUMNS = KnownColumns(
    MappingProxyType(
        {
            "id": ("id", "id aset", "asset id"),
            "name": (
                *("nama", "nama aset", "nama barang", "jenis barang nama barang"),
                *("nama barang jenis barang", "nama jenis barang", "nama barang aset"),
                *(
                    "uraian barang",
                    "uraian aset",
                    "name",
                    "asset name",
                    "aset",
                    "nama aset informasi",
                ),
            ),
            "class": (
                *("jenis", "kategori", "jenis aset", "kategori aset", "klasifikasi aset", "class"),
                *("kelompok aset", "asset class", "jenis kategori", "tipe aset", "category"),
            ),
            "status": ("status", "status aset", "status pemakaian"),
            "specification": (
                *("spesifikasi", "spesifikasi teknis", "ukuran cc", "ukuran", "bahan", "deskripsi"),
                *("specification", "deskripsi aset", "detail", "rincian", "spesifikasi barang"),
            ),
            "owner": (
                *("pemilik", "pemilik aset", "pemilik risiko", "pemilik aset risiko", "owner"),
                *("pemilik risiko aset", "asset owner", "pengguna barang", "opd pemilik"),
            ),
            "supplier": ("penyedia", "vendor", "pemasok", "supplier", "rekanan"),
            "custodian": (
                *("penanggung jawab", "pemegang", "pemegang aset", "pengelola", "custodian"),
                *("pengelola aset", "kustodian", "penanggung jawab aset", "pemakai", "pic"),
            ),
            "location": (
                "lokasi",
                "lokasi aset",
                "ruang",
                "ruangan",
                "letak",
                "location",
                "tempat",
            ),
            "valid_until": (
                *("masa berlaku", "berlaku sampai", "berlaku hingga", "tanggal kedaluwarsa"),
                *("tanggal kadaluarsa", "valid until", "masa berlaku sampai", "kedaluwarsa"),
            ),
            "confidentiality": ("kerahasiaan", "confidentiality", "c", "nilai kerahasiaan"),
            "integrity": ("integritas", "keutuhan", "integrity", "i", "nilai integritas"),
            "availability": ("ketersediaan", "availability", "a", "nilai ketersediaan"),
            "state_property.item_code": ("kode barang", "item code", "kode bmd"),
            "state_property.register_number": (
                *("nomor register", "no register", "register", "nibar", "nomor inventaris"),
                *("no inventaris", "kode inventaris", "kode aset", "no aset", "nomor aset", "nup"),
            ),
            "state_property.brand_type": (
                *("merk type", "merek type", "merk tipe", "merek tipe", "merk", "merek", "type"),
                *("tipe", "brand", "merk model", "merek model"),
            ),
            "state_property.year": (
                *(
                    "tahun pembelian",
                    "tahun perolehan",
                    "tahun",
                    "tahun pengadaan",
                    "thn pembelian",
                ),
                *("thn perolehan", "year"),
            ),
            "state_property.serial_number": (
                *(
                    "nomor pabrik",
                    "no pabrik",
                    "nomor rangka",
                    "no rangka",
                    "nomor mesin",
                    "no mesin",
                ),
                *("nomor polisi", "no polisi", "nomor bpkb", "no bpkb", "nomor seri", "no seri"),
                *("serial number", "sn", "pabrik", "rangka", "mesin", "polisi", "bpkb"),
            ),
            "state_property.origin": (
                *("asal usul", "asal usul cara perolehan", "cara perolehan", "origin"),
                *("asal usul perolehan", "sumber dana"),
            ),
            "state_property.price": (
                *(
                    "harga",
                    "harga perolehan",
                    "nilai perolehan",
                    "harga rp",
                    "price",
                    "harga satuan",
                ),
                *("harga ribuan rp", "nilai rp"),
            ),
            "ip_addresses": ("alamat ip", "ip address", "ip addresses", "ip"),
            "remarks": (
                *("keterangan", "ket", "catatan", "remarks", "kondisi", "nilai aset"),
                *(
                    "tingkat risiko",
                    "nilai risiko",
                    "nilai tingkat risiko",
                    "level risiko",
                    "risiko",
                ),
            ),
            "security_configuration": (
                *("ancaman", "kerentanan", "mitigasi", "pengendalian", "konfigurasi keamanan"),
            ),
        }
    )
)
"""The columns of an asset register."""

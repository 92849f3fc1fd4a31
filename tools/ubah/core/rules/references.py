"""Numbers, names of files, and links."""

from __future__ import annotations

from ubah.core.diagnostics import Basis, Label, Rule

ID_IS_FILE_NAME = Rule(
    "UB301",
    "id-is-file-name",
    Basis.FORMAT,
    title=Label(
        "id tidak sama dengan nama berkas",
        "The id is not the file's name",
    ),
    what=Label(
        "Nomor dalam berkas berbeda dari nama berkasnya, atau tahunnya berbeda dari foldernya.",
        "The number in the file differs from the file's name, or its year from the folder.",
    ),
    why=Label(
        "Aturan alat: satu nomor menunjuk tepat satu berkas, agar setiap rujukan dapat ditelusuri.",
        "A rule of the tool: one number leads to exactly one file, so that every reference can be followed.",
    ),
    mend=Label(
        "Tulis id sesuai nama berkas, atau ganti nama berkas baru yang belum digabungkan ke main.",
        "Write the id as the file's name, or rename a new file that is not on main yet.",
    ),
)

NUMBER_TAKEN = Rule(
    "UB302",
    "number-taken",
    Basis.LOCAL,
    title=Label(
        "Nomor RFC sudah terpakai",
        "The number is already taken",
    ),
    what=Label(
        "Nomor RFC dalam cabang ini sementara itu sudah dipakai permintaan lain di main.",
        "Another request on main has taken the number of the one in this branch in the meantime.",
    ),
    why=Label(
        "Aturan alat: nomor berjalan berurutan dan setiap nomor hanya dipakai sekali.",
        "A rule of the tool: numbers run on, and each is used once.",
    ),
    mend=Label(
        "Ketik di cabang itu: ubah renumber RFC, lalu gabungkan lagi. Langkah yang sudah ditandatangani orang lain ditandatangani ulang olehnya.",
        "Type on the branch: ubah renumber RFC, then land it again. Steps that others have signed are signed by them again.",
    ),
)

BROKEN_LINK = Rule(
    "UB303",
    "broken-link",
    Basis.FORMAT,
    title=Label(
        "Rujukan tidak ditemukan",
        "A reference leads nowhere",
    ),
    what=Label(
        "Berkas RFC menyebut orang, RFC lain, atau aset yang tidak ada; atau menambahkan aset yang sudah ada; atau menunjuk dirinya sendiri.",
        "The record names a person, another RFC or an asset that does not exist; or adds an asset that exists already; or it points to itself.",
    ),
    why=Label(
        "Aturan alat: pemeriksa harus dapat mengikuti setiap rujukan sampai ke sumbernya.",
        "A rule of the tool: an auditor has to be able to follow every reference to its source.",
    ),
    mend=Label(
        "Periksa ejaan id. Orang tercantum di roles.yaml, aset di assets/, RFC di changes/.",
        "Check how the id is spelt. People stand in roles.yaml, assets in assets/, RFCs in changes/.",
    ),
)

NOT_REGULAR_FILE = Rule(
    "UB304",
    "not-regular-file",
    Basis.LOCAL,
    title=Label(
        "Bukan berkas biasa",
        "Not a regular file",
    ),
    what=Label(
        "Berkas ini berupa tautan simbolik, folder, atau berkas yang dapat dijalankan.",
        "This is a symbolic link, a folder or an executable file.",
    ),
    why=Label(
        "Aturan alat: tautan dapat menunjuk isi yang lain di setiap komputer.",
        "A rule of the tool: a link can lead to other content on every computer.",
    ),
    mend=Label(
        "Ganti tautan dengan berkasnya sendiri; untuk berkas yang dapat dijalankan, ketik: chmod 644 BERKAS",
        "Replace a link by the file itself; for an executable file, type: chmod 644 FILE",
    ),
)

STRAY_FILE = Rule(
    "UB305",
    "stray-file",
    Basis.LOCAL,
    title=Label(
        "Berkas yang tidak pada tempatnya",
        "A file that does not belong there",
    ),
    what=Label(
        "Di changes/, assets/, atau dengan nama yang mirip dengannya ada berkas yang bukan berkas RFC dan bukan aset.",
        "In changes/, in assets/ or under a name that looks like them stands a file that is neither a record nor an asset.",
    ),
    why=Label(
        "Aturan alat: berkas asing dapat disangka bagian daftar padahal tidak pernah diperiksa.",
        "A rule of the tool: a foreign file can be taken for part of the register without ever having been judged.",
    ),
    mend=Label(
        "Pindahkan atau hapus berkas itu. Berkas RFC bernama changes/TTTT/RFC-TTTT-NNNN.yaml, aset bernama assets/ID-NNNN.yaml.",
        "Move or remove the file. Records are changes/YYYY/RFC-YYYY-NNNN.yaml, assets are assets/ID-NNNN.yaml.",
    ),
)

"""Numbers, names of files, links, and attachments."""

from __future__ import annotations

from ubah.core.diagnostics import Basis, Label, Rule, Trait

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

ATTACHMENT_NOT_THERE = Rule(
    "UB311",
    "attachment-not-there",
    Basis.LOCAL,
    title=Label(
        "Lampiran yang disebut tidak ada",
        "An attachment that is named is not there",
    ),
    what=Label(
        "Langkah atau permintaan menyebut berkas yang tidak ikut digabungkan bersamanya, atau tidak menyebut berkas maupun tempat simpannya.",
        "A step or a request names a file that does not land together with it, or says neither a file nor where it is kept.",
    ),
    why=Label(
        "Aturan alat: data dukung yang baru ada kemudian tidak mendukung langkah yang sudah diambil.",
        "A rule of the tool: evidence that comes later does not support a step that has been taken.",
    ),
    mend=Label(
        "Lampirkan berkasnya dengan perintah: ubah advance RFC LANGKAH --attach BERKAS. Bila disimpan di tempat lain, sebutkan tempatnya: --kept-at TEMPAT",
        "Attach the file by command: ubah advance RFC STEP --attach FILE. If it is kept elsewhere, say where: --kept-at PLACE",
    ),
)

ATTACHMENT_DIFFERS = Rule(
    "UB312",
    "attachment-differs",
    Basis.LOCAL,
    traits=Trait.TEXT_ALTERED,
    title=Label(
        "Isi lampiran bukan yang disebut",
        "An attachment is not the file that was named",
    ),
    what=Label(
        "Sidik SHA-256 berkas berbeda dari sidik yang tertulis dalam langkah atau permintaan.",
        "The file's SHA-256 digest is not the one that stands in the step or the request.",
    ),
    why=Label(
        "Aturan alat: sidiklah yang mengikat berkas pada langkah yang ditandatangani atau disetujui.",
        "A rule of the tool: the digest is what ties the file to the step that was signed or approved.",
    ),
    mend=Label(
        "Kembalikan berkas aslinya. Berkas lain dilampirkan pada langkah berikutnya.",
        "Put the original file back. Another file is attached to a later step.",
    ),
)

ATTACHMENT_UNNAMED = Rule(
    "UB313",
    "attachment-unnamed",
    Basis.LOCAL,
    title=Label(
        "Berkas di folder RFC yang tidak disebut",
        "A file in a record's folder that nothing names",
    ),
    what=Label(
        "Di folder RFC ada berkas yang tidak disebut oleh langkah atau permintaan mana pun yang digabungkan bersamanya.",
        "In a record's folder lies a file that no step and no request that lands with it names.",
    ),
    why=Label(
        "Aturan alat: untuk berkas yang tidak disebut, tidak ada yang bertanggung jawab.",
        "A rule of the tool: nobody answers for a file that is not named.",
    ),
    mend=Label(
        "Lampirkan melalui perintah (--attach), yang menulis nama dan sidiknya, atau hapus berkas itu.",
        "Attach it by command (--attach), which writes its name and digest, or remove the file.",
    ),
)

ATTACHMENT_KIND = Rule(
    "UB314",
    "attachment-kind",
    Basis.LOCAL,
    title=Label(
        "Jenis atau ukuran lampiran tidak diterima",
        "An attachment's kind or size is not accepted",
    ),
    what=Label(
        "Isi berkas tidak sesuai dengan akhiran namanya, atau berkas melebihi attachment_limit_kilobytes di office.yaml.",
        "The file is not what the ending of its name says, or larger than attachment_limit_kilobytes in office.yaml.",
    ),
    why=Label(
        "Aturan alat: lampiran dipublikasikan di situs dan disimpan selamanya dalam riwayat git.",
        "A rule of the tool: attachments are published on the site, and stay in git's history for ever.",
    ),
    mend=Label(
        "Simpan ulang berkas dalam jenis yang diterima, perkecil, atau simpan di tempat lain dan sebutkan tempatnya (--kept-at).",
        "Save the file in an accepted kind, make it smaller, or keep it elsewhere and say where (--kept-at).",
    ),
)

ATTACHMENT_ALTERED = Rule(
    "UB315",
    "attachment-altered",
    Basis.LOCAL,
    traits=Trait.TEXT_ALTERED,
    title=Label(
        "Lampiran yang sudah digabungkan diubah atau dihapus",
        "An attachment that has landed was altered or deleted",
    ),
    what=Label(
        "Berkas di folder RFC yang sudah ada di main diubah, dihapus, atau diganti nama; atau suatu revisi menghilangkan lampiran permintaan yang sudah ada.",
        "A file in a record's folder that is on main already was altered, deleted or renamed; or a revision leaves out an attachment that the request had.",
    ),
    why=Label(
        "Aturan alat: data dukung langkah yang sudah tercatat tetap seperti semula.",
        "A rule of the tool: the evidence of a step that was recorded stays as it was.",
    ),
    mend=Label(
        "Sebelum digabungkan, kembalikan berkasnya: git checkout main -- BERKAS. Berkas lain dilampirkan pada langkah berikutnya.",
        "Before it lands, put the file back: git checkout main -- FILE. Another file is attached to a later step.",
    ),
)

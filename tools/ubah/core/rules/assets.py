"""The asset register, and the archive of requests from before it."""

from __future__ import annotations

from ubah.core.diagnostics import Basis, Label, Rule, Trait

ASSET_WITHOUT_RFC = Rule(
    "UB601",
    "asset-without-rfc",
    Basis.SOP,
    traits=Trait.ASSET_ALTERED,
    title=Label(
        "Aset berubah tanpa RFC",
        "An asset changes without an RFC",
    ),
    what=Label(
        "Berkas aset berubah, tetapi tidak ada {updates_assets} yang menyatakannya dalam penggabungan ke main yang sama; atau dua RFC menyatakannya bersamaan.",
        "An asset file changes, but no {updates_assets} in the same landing declares it; or two RFCs declare it at once.",
    ),
    why=Label(
        "Langkah 12 dan 13: daftar aset diperbarui karena suatu perubahan, tidak pernah begitu saja.",
        "Steps 12 and 13: the asset register is updated because of a change, never just so.",
    ),
    mend=Label(
        "Nyatakan aset itu dengan {declares_assets} dalam RFC, lalu ubah berkasnya dalam komit yang sama dengan {updates_assets}.",
        "Declare the asset with {declares_assets} in an RFC, then change its file in the same commit as {updates_assets}.",
    ),
)

ASSETS_AS_DECLARED = Rule(
    "UB602",
    "assets-as-declared",
    Basis.LOCAL,
    traits=Trait.ASSET_ALTERED,
    title=Label(
        "Aset tidak berubah seperti yang dinyatakan",
        "The assets do not change as declared",
    ),
    what=Label(
        "Aset yang dinyatakan tidak berubah, atau berubah dengan cara lain (add, update, retire).",
        "An asset that was declared does not change, or changes in another way (add, update, retire).",
    ),
    why=Label(
        "Langkah 13: yang diperbarui adalah yang dinyatakan pada langkah 12, tepat itu.",
        "Step 13: what is updated is what step 12 declared, exactly that.",
    ),
    mend=Label(
        "Ubah berkas asetnya seperti yang dinyatakan, atau nyatakan ulang: ubah advance RFC {declares_assets}",
        "Change the asset's file as declared, or declare anew: ubah advance RFC {declares_assets}",
    ),
)

ASSET_DELETED = Rule(
    "UB603",
    "asset-deleted",
    Basis.LOCAL,
    traits=Trait.ASSET_ALTERED,
    title=Label(
        "Aset dihapus",
        "An asset was deleted",
    ),
    what=Label(
        "Berkas aset dihapus atau diganti nama.",
        "An asset's file was deleted or renamed.",
    ),
    why=Label(
        "Aturan alat: aset yang tidak dipakai lagi tetap tercatat; statusnya yang berubah.",
        "A rule of the tool: an asset that is no longer used stays in the register; its status changes.",
    ),
    mend=Label(
        "Kembalikan berkasnya, dan nyatakan aset tidak dipakai lagi dengan {declares_assets} (change: retire).",
        "Put the file back, and retire the asset by {declares_assets} (change: retire).",
    ),
)

ARCHIVE_ALTERED = Rule(
    "UB714",
    "archive-altered",
    Basis.LOCAL,
    title=Label(
        "Arsip diubah",
        "An archived request was altered",
    ),
    what=Label(
        "Berkas arsip yang sudah ada di main diubah, dihapus, diganti nama, atau diganti jenisnya.",
        "An archived request that main holds was changed, deleted, renamed or made something else.",
    ),
    why=Label(
        "Aturan alat: arsip diambil alih apa adanya dan tidak berubah lagi; yang keliru diperbaiki oleh arsip lain yang menyebutnya.",
        "A rule of the tool: what is archived was taken over as it was, and stays; a slip is corrected by another one that names it.",
    ),
    mend=Label(
        "Kembalikan berkasnya. Untuk memperbaikinya: ubah import changes FILE --correct ALASAN.",
        "Put the file back. To correct it: ubah import changes FILE --correct REASON.",
    ),
)

ARCHIVED_BY_ANOTHER = Rule(
    "UB523",
    "archived-by-another",
    Basis.LOCAL,
    traits=Trait.WANT_OF_PROOF | Trait.ATTESTABLE,
    title=Label(
        "Pengambil alih arsip tidak terbukti",
        "Who took over an archived request is not proved",
    ),
    what=Label(
        "Arsip menyebut orang yang tidak membuktikannya atau tidak ada dalam roles.yaml, hari sesudah pembuktiannya, atau hari sebelum yang diceritakannya terjadi.",
        "An archived request names somebody who does not prove it or is not in roles.yaml, a day after the proof, or a day before what it tells had happened.",
    ),
    why=Label(
        "Aturan alat: isi arsip tidak dibuktikan, tetapi siapa yang mengambil alihnya harus terbukti.",
        "A rule of the tool: what the archive says is not proved, but who took it over has to be.",
    ),
    mend=Label(
        "Orang yang disebut pada taken_over.by menandatangani komitnya, atau mengetik di cabang itu: ubah assent",
        "The person under taken_over.by signs the commit, or types on the branch: ubah assent",
    ),
)
